"""Pages of devices that combine several features: list, device, lot and bulk actions.

Within this app it imports only the packages from `devices` to `transfers`. Start with views.py.
"""
