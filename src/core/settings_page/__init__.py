"""Registry behind the settings page: each app registers its entries.

May import the files of this app, but no other package. Start with registry.py.
"""
