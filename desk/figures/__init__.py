"""Figures: each is a number, what it means in plain words, and the rows that it counts.

Of this app it may import only `models`.
Start with registry.py, then figure.py; disclosure_control.py hides small numbers.
"""
