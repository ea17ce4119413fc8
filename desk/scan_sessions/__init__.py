"""Scan sessions: one act, then scan after scan, each with its result and its undo.

Of this app it may import only `models`, `lifecycle` and `scan`.
Start with modes.py.
"""
