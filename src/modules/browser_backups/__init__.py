"""Backups in the browser: make and download them, and restore one into an empty installation.

Imports the commands `backup` and `restore` of `desk.backups`. Start with views.py.
"""
