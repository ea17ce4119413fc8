"""Reports: the figures of a scope together, on a page, on paper, in a sheet.

Imports `desk.figures`, whose figures it puts together, and `desk.home` for the sites looked at.
Start with contents.py (what a report holds), then views.py; standing.py is the stock of today.
"""
