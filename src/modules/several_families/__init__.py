"""Requests for several families at once: a table, or a spreadsheet that fills it.

Imports `core`, `catalogue`, `inventory` and `loans`. Start with forms.py (the table and its rows),
then reading.py and synonyms.py (how a spreadsheet is read). The operation that sends requests
together, and their page, are in the kernel.
"""
