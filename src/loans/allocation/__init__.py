"""Allocation.

Free stock, priority of requests, reservations and their expiry, the pick list.

Within this app it imports only the packages from `base` to `organisations`. Start with stock.py,
then operations.py.
"""
