"""Documents that people read: one text, as a web page and as a Word file.

The wording is a Jinja2 template that yields Markdown; what is drawn or set out in figures are
parts, which the text calls by name. A page and a Word file are made of the same blocks.
"""
