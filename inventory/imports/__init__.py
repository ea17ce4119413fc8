"""Lists that come in.

Spreadsheets read within bounds, columns mapped, rows validated, written and undone; the export for
corrections.

Within this app it imports only the packages from `devices` to `erasure`. Start with
operations/imports.py; what each kind of list may do is in import_types.py.
"""
