"""Commands for lists: `manage.py intake` and `import_list` import them, `workshop` repairs devices.

Imports `inventory` up to its workshop. Start with operations.py.
"""
