"""Lists of rows: tables, filters, toolbar, saved views, bulk actions and exports.

Start with `tables.py`.
"""
