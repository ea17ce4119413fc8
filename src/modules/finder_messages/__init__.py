"""Messages of finders: a form on the public page of a label, mailed to the site of the device.

Imports `desk`, `inventory` and `people`. Start with messages.py.
"""
