"""Accessories and chargers: stock counted by kind and site, and the charger of each device.

Of this app it may import only `devices`.
Start with models.py, then operations.py.
"""
