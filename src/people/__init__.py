"""Users and roles, sites, organisations, recipients, and the outbox.

Imports only `core`. Its packages are in order in tests/imports.py.
Start with base/roles.py.
"""
