"""Connectivity vouchers: batches, encrypted codes, SIM cards, stock and alerts.

Within this app it imports only the packages from `devices` to `imports`. Start with models.py, then
lifecycle.py and operations/vouchers.py.
"""
