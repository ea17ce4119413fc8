"""Bulk staff loans: a spreadsheet of people becomes loans, agreements in one PDF, and scans.

Points at loans and imported lists; nothing of the kernel points at it. Start with import_type.py.
"""
