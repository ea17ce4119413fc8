"""Returns: return sessions, check-in of each item, receipts.

Of this app it may import only what stands below it, from `base` to `aftercare`.
Start with operations.py.
"""
