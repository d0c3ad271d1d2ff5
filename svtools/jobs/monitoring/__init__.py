"""The monitoring pack: a workbook for each contract that promised something."""
