"""Stock: devices, erasures, checklists, vouchers, labels, transfers.

Imports only `donations` and what stands below it. Its packages are in order in tests/imports.py.
Start with devices/models/device.py.
"""
