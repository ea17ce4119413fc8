"""Campaigns: one act on many loans, previewed, sent and followed.

Imports `loans`, above all its appointments, and `people.outbox`. Start with preview.py, then
operations.py.
"""
