"""Lists that come in: how any file is read, its columns guessed, and what a kind of list is.

It imports nothing of the trade: each app describes its own kinds (`kinds.py`) and registers them;
the pages, the job and the undoing of all are in `inventory/imports`, where the stages are drawn.
Start with sheets.py, which reads a file, and resource.py, which makes drafts of rows.
"""
