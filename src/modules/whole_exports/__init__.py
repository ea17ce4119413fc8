"""Full exports: everything an installation has, in one archive for its administrator.

Imports the exported tables and their dictionary from `desk.full_export`. Start with operations.py.
"""
