"""PDFs drawn by WeasyPrint, within limits of time and size, and several put into one.

Start with `render.py`.
"""
