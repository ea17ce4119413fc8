"""Scan sessions: one mode, then scans, each with its result and undo.

Of this app it may import only `models`, `lifecycle` and `scan`.
Start with modes.py.
"""
