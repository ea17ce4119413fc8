"""Lists of repairs: `manage.py workshop` takes the devices of a donor's list through the workshop.

Imports `inventory` up to its workshop. Start with operations.py.
"""
