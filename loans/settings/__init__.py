"""The rules of lending and the entries of the settings page.

Of this app it may import only what stands below it, from `base` to `requests`.
Start with settings_entries.py.
"""
