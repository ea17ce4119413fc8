"""Organisations and our own sites: enter, correct, approve and suspend them.

Within this app it imports only `base` and `outbox`. Start with operations.py.
"""
