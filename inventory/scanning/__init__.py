"""Scanned codes.

What a code is, which device it names, and the labels and foreign codes of a device.

Of this app it may import only what stands below it, from `devices` to `vouchers`.
Start with codes.py.
"""
