"""The registry behind the settings page: each app registers its entries.

Start with `registry.py`.
"""
