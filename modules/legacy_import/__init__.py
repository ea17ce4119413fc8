"""Import of an earlier register: its devices, their holders and their loans.

Start with import_type.py, then operations/takeover.py.
"""
