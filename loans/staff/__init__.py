"""Loans to a list of staff: assignment of devices, agreements in one PDF.

Within this app it imports only the packages from `base` to `campaigns`. Start with import_type.py.
"""
