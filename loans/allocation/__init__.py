"""Allocation.

Stock that is free, priority of requests, reservations and their expiry, the pick list.

Of this app it may import only what stands below it, from `base` to `organisations`.
Start with stock.py, then operations.py.
"""
