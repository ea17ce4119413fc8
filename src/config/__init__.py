"""Settings, URLs and formats of the site.

Imports any app. Start with settings.py and urls.py.
"""
