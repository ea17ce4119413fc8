"""Figures: metrics with a definition and the queryset of rows that they count.

Within this app it imports only `models`. Start with registry.py, then figure.py;
disclosure_control.py hides small numbers.
"""
