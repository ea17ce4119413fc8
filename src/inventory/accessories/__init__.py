"""Accessories and chargers: stock counted by kind and site, and the charger of each device.

Within this app it imports only the package `devices`.
Start with models.py, then operations.py.
"""
