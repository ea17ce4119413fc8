"""Loans to a list of staff: assignment of devices, agreements in one PDF.

Of this app it may import only what stands below it, from `base` to `campaigns`.
Start with import_type.py.
"""
