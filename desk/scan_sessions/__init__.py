"""Scan sessions: one mode, then scans, each with its result and undo.

Within this app it imports only `models`, `lifecycle` and `scan`. Start with modes.py.
"""
