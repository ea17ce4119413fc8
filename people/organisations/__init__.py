"""Organisations and our own sites: entering, correcting, approving and suspending.

Within this app it imports only `base` and `outbox`. Start with operations.py.
"""
