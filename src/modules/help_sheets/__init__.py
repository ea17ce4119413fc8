"""Help sheets by operating system, requests for help from people, and contacts to support them.

Imports `desk`, `inventory`, `loans` and `people`. Start with sheets.py, then models.py.
"""
