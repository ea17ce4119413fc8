"""Campaigns: one act on many loans, previewed, sent and followed.

Of this app it may import only what stands below it, from `base` to `agreements`.
Start with preview.py, then operations.py.
"""
