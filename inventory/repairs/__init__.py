"""Repairs and spare parts of a device.

Of this app it may import only what stands below it, from `devices` to `scanning`.
Start with models.py, then operations.py.
"""
