"""Transfers between sites, and devices at an outside refurbisher.

Of this app it may import only what stands below it, from `devices` to `workshop`.
Start with operations.py; models are in devices/models/transfer.py.
"""
