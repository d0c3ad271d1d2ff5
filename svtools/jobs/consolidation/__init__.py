"""A folder of returns to one summary workbook."""
