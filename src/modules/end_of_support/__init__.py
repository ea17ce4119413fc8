"""Last days of updates of operating systems, and the devices whose updates end or have ended.

Imports `inventory` and `desk`. Start with models.py, then ends.py.
"""
