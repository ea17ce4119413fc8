"""Campaigns: one act on many loans, previewed, sent and followed.

Within this app it imports only the packages from `base` to `agreements`. Start with preview.py,
then operations.py.
"""
