"""Solidarity sales: terms of sales (mediator, VAT), and receipts numbered without gaps.

Imports `core`, `people`, `inventory` and `loans`. The price of a sale is a column of the loan; the
kernel asks for it while the module offers the feature "sale". Start with models.py, then
operations.py.
"""
