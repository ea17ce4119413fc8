"""Pages of devices that show several features.

The list, the page of one device, the page of a lot, bulk actions.

Of this app it may import only what stands below it, from `devices` to `transfers`.
Start with views.py.
"""
