"""Reference data: categories, brands, models, accessories, voucher products, kits and factors.

Imports only `people` and `core`.
Start with models/kinds.py.
"""
