"""Imported lists: the reader of any file, the guesser of its columns, and the kinds of lists.

It imports nothing of the trade: each app describes its own kinds (`kinds.py`) and registers them;
the pages, the job and the undo of all kinds are in `inventory/imports`, where the stages are drawn.
Start with sheets.py, which reads a file, and resource.py, which makes drafts of rows.
"""
