"""Pages across apps: home, scan sessions, figures, privacy, backups.

Imports any other app but `demo` and `bench`. Its packages are in order in tests/imports.py.
Start with urls.py.
"""
