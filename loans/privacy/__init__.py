"""Anonymisation of recipients at the end of their term.

Of this app it may import only what stands below it, from `base` to `returns`.
Start with anonymisation.py.
"""
