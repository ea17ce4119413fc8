"""Figures: metrics with a definition and the queryset of rows that they count.

Of this app it may import only `models`.
Start with registry.py, then figure.py; disclosure_control.py hides small numbers.
"""
