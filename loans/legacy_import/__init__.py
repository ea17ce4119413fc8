"""Loans taken over from an earlier system.

Within this app it imports only the packages from `base` to `staff`. Start with import_type.py.
"""
