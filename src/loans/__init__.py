"""Requests, loans, agreements and returns of devices.

Imports only `inventory` and the apps below it. The order of its packages is in tests/imports.py.
Start with base/models/loan.py and base/lifecycle/loans.py.
"""
