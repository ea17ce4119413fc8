"""Scan sessions: a mode, then scans, each with a result that can be undone.

Within this app it imports only `models`, `lifecycle` and `scan`. Start with modes.py.
"""
