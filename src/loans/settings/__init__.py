"""The rules of lending and the entries of the settings page.

Within this app it imports only the packages from `base` to `requests`. Start with
settings_entries.py.
"""
