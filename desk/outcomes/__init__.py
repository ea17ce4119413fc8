"""Outcomes of a donor's devices: page, paper, and expiring public link.

Of this app it may import only `models` and `figures`.
Start with outcome_totals.py, then views.py.
"""
