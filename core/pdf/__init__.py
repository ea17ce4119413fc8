"""PDFs drawn by WeasyPrint, within limits of time and size, and several put into one.

Imports nothing else of this app.
Start with render.py.
"""
