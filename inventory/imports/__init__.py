"""Lists that come in.

Spreadsheets read within bounds, columns mapped, rows validated, written and undone; the export
for corrections.

Of this app it may import only what stands below it, from `devices` to `erasure`.
Start with operations/imports.py; what each kind of list may do is in import_types.py.
"""
