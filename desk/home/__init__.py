"""Home page of each role: next action and to-do list.

Of this app it may import only what stands below it, from `models` to `backups`.
Start with page.py.
"""
