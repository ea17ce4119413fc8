"""Origin of devices: donors, donations, and their papers.

Imports only `catalogue`, `people` and `core`.
Start with models/donation.py, then operations/.
"""
