"""Repairs and spare parts of a device.

Within this app it imports only the packages from `devices` to `scanning`. Start with models.py,
then operations/.
"""
