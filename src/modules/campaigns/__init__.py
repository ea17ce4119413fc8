"""Campaigns: preview, send and follow the recall of many loans at once.

Imports `loans`, mainly its appointments, and `people.outbox`. Start with preview.py, then
operations.py.
"""
