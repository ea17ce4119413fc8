"""Home page of each role: next action and to-do list.

Within this app it imports only the packages from `models` to `backups`. Start with page.py.
"""
