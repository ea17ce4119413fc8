"""Vouchers of a loan and the contributions that people pay, with their receipts.

Within this app it imports only the packages from `base` to `allocation`. Start with operations.py.
"""
