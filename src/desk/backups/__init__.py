"""Create, verify, list and restore backups, on both engines.

Within this app it imports only `models`, `archives` and `full_export`. Start with create.py and
restore.py.
"""
