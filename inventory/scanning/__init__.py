"""Scanned codes.

What a code is, which device it names, and the labels and foreign codes of a device.

Within this app it imports only the packages from `devices` to `vouchers`. Start with codes.py.
"""
