"""Import of an earlier register: its devices, their holders and their loans.

Imports `inventory.imports` and `loans`, whose rows it writes. Start with import_type.py, then
operations/takeover.py.
"""
