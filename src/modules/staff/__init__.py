"""Bulk staff loans: a spreadsheet of people becomes loans, agreements in one PDF, and scans.

Imports `inventory.imports`, `loans` and `desk.scan_sessions`. Start with import_type.py.
"""
