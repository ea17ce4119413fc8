"""Lists of rows: tables, filters, toolbar, saved views, bulk actions and exports.

Of this app it may import what stands beside it, but of its packages only `workflow`.
Start with tables.py.
"""
