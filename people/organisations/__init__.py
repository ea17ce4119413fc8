"""Organisations and our own sites: entered, corrected and decided about.

Of this app it may import only `base` and `outbox`.
Start with operations.py.
"""
