"""Pages of devices that show several features.

The list, the page of one device, the page of a lot, bulk actions.

Within this app it imports only the packages from `devices` to `transfers`. Start with views.py.
"""
