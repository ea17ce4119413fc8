"""Returns: return sessions, check-in of each item, receipts.

Within this app it imports only the packages from `base` to `aftercare`. Start with operations.py.
"""
