"""Vouchers of a loan and the receipts of sales.

Within this app it imports only the packages from `base` to `allocation`. Start with operations.py.
"""
