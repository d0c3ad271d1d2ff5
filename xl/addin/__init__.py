"""Builds the Excel add-in file, on any system and without Excel.

The file formats, from the inside out: `compression` (packed bytes), `compound_file` (the
container), `vba_project` (what Excel looks for in it).
"""
