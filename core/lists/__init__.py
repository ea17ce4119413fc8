"""Lists of rows: tables, filters, toolbar, saved views, bulk actions and exports.

May import the files of this app, but of its packages only `workflow`. Start with tables.py.
"""
