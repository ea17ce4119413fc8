"""Pages across apps: home, scan sessions, figures, privacy, backups.

Imports any other app except `demo` and `bench`. `tests/imports.py` orders its packages. Start with
urls.py.
"""
