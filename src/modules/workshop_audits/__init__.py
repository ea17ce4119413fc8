"""Audits of outside workshops: the list that a workshop sends about a lot it received.

Imports `core`, `catalogue` and `inventory`. Start with lines.py (a row and its errors), then
resource.py (how a list is read), operations.py and comparison.py.
"""
