"""Devices that leave for good: retirement and exit batches to a recycler, with their manifest.

Of this app it may import only what stands below it, from `devices` to `repairs`.
Start with models.py, then operations.py.
"""
