"""Campaigns: recall of many loans at once, previewed, sent and followed.

Imports `loans`, mainly its appointments, and `people.outbox`. Start with preview.py, then
operations.py.
"""
