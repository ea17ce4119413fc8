"""Scanned codes: kind of a code, device that it identifies, labels and foreign codes of a device.

Within this app it imports only the packages from `devices` to `vouchers`. Start with codes.py.
"""
