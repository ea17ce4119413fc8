"""Connectivity vouchers.

Batches, encrypted codes, consignments, reveals, SIM cards, stock levels and expiry alerts.

Within this app it imports only the packages from `devices` to `imports`. Start with models.py, then
lifecycle.py and operations/vouchers.py.
"""
