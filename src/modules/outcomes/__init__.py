"""Outcomes of a donor's devices: page, paper, public link that expires; public key figures.

Imports `desk.figures` and `donations`. Start with outcome_totals.py, then views.py.
"""
