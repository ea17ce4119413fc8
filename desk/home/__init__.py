"""The home page of each role: its next act, then what there is to do.

Of this app it may import only what stands below it, from `models` to `backups`.
Start with page.py.
"""
