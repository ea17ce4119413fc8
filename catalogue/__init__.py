"""What kinds of devices, accessories and vouchers exist; brands, models, kits and factors.

Imports only `people` and `core`.
Start with models/kinds.py.
"""
