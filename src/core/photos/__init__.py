"""Photos of rows: upload without metadata, display and removal.

Imports `http`, `forms`, `files` and `models`. Start with photos.py.
"""
