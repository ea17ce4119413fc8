"""Backups and their restore, on both engines: written, verified, listed, put back.

Of this app it may import only `models`, `archives` and `full_export`.
Start with create.py and restore.py.
"""
