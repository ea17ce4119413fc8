"""Consignments: sealed vouchers left with an organisation that hands them out itself.

Imports `inventory/vouchers` and `desk`. Start with models.py, then operations.py.
"""
