"""Stock: devices, erasures, checklists, vouchers, labels and transfers.

Within Rebond it imports only `donations` and the apps below it. `tests/imports.py` orders its
packages. Start with devices/models/device.py.
"""
