"""Content of archives: the exported tables, their dictionary, exclusions, and verified zip files.

Within this app it imports only `models`. Start with tables.py.
"""
