"""Reports: the figures of a scope together, on a page, on paper, in a spreadsheet.

Imports `desk.figures`, whose figures it combines, and `desk.home` for the selected sites. Start
with contents.py (the content of a report), then views.py; standing.py is the current stock.
"""
