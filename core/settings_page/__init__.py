"""The registry behind the settings page: each app registers its entries.

Of this app it may import what stands beside it, but no other package.
Start with registry.py.
"""
