"""Loans taken over from an earlier system.

Of this app it may import only what stands below it, from `base` to `staff`.
Start with import_type.py.
"""
