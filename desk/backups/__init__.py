"""Backups and their restore on both engines: created, verified, listed, restored.

Within this app it imports only `models`, `archives` and `full_export`. Start with create.py and
restore.py.
"""
