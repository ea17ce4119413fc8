"""Connectivity vouchers.

Batches, encrypted codes, consignments, reveals, SIM cards, stock levels and expiry alerts.

Of this app it may import only what stands below it, from `devices` to `imports`.
Start with models.py, then lifecycle.py and operations/vouchers.py.
"""
