"""Photos of rows: stored without metadata, shown, removed.

Imports `http`, `forms`, `files` and `models`. Start with photos.py.
"""
