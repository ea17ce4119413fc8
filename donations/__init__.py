"""Origin of devices: donors, donations, their papers and tax receipts.

Imports only `catalogue`, `people` and `core`.
Start with models/donation.py, then operations/.
"""
