"""The API that machines and other tools use: addresses below `/api/v1/`, tokens, the description.

It has no rule of its own. A write is a form of a page with its operation, a read is the queryset
and the filters of a list. It may import every app but `demo` and `bench`.
Start with endpoints.py (what a resource declares), then v1/devices.py.
"""
