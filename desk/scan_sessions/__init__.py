"""Scan sessions: one act, then scan after scan, each with its result and its undo.

Start with `modes.py`.
"""
