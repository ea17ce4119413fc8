"""Lists that come in.

Spreadsheets read within bounds, columns mapped, rows validated, written and undone; the export for
corrections.

Within this app it imports only the packages from `devices` to `erasure`. Start with
operations/imports.py; what a kind of list is, core/imports/kinds.py.
"""
