"""Backups and their restore, on both engines: written, verified, listed, put back.

Start with `create.py` and `restore.py`.
"""
