"""Devices that leave for good: retirement, and exit batches to a recycler with their manifest.

Within this app it imports only the packages from `devices` to `repairs`. Start with models.py, then
operations.py.
"""
