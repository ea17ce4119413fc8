"""Imported lists: reading any file, guessing its columns, and the kinds of lists.

This package knows nothing of the trade: each app describes and registers its kinds (`kinds.py`);
the pages, the job and the undo of all kinds are in `inventory/imports`.
Start with sheets.py, which reads a file, and resource.py, which turns rows into drafts.
"""
