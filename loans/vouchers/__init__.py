"""Vouchers of a loan and the contributions that people pay, with their receipts.

Of this app it may import only what stands below it, from `base` to `allocation`.
Start with operations.py.
"""
