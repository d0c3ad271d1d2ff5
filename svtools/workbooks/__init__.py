"""Workbooks by declaration: declare, lay out, write, read, check."""
