"""Use of devices: requests, loans, agreements, returns.

Imports only `inventory` and what stands below it. Its packages are in order in tests/imports.py.
Start with base/models/loan.py and base/lifecycle/loans.py.
"""
