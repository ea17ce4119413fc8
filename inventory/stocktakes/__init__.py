"""Stocktakes: counting a place or a site by scanning, and resolving what differs.

Of this app it may import only what stands below it, from `devices` to `labels`.
Start with models.py, then operations.py.
"""
