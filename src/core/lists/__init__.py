"""Lists of rows: tables, filters, toolbar, saved views, bulk actions and exports.

May import the modules of this app, but only one of its packages, `workflow`. Start with tables.py.
"""
