"""REST API for machines and other tools: URLs below `/api/v1/`, tokens, the OpenAPI description.

The API has no rules of its own: writes use the form and the operation of a page, and reads use the
queryset and the filters of a list. This package may import every app except `demo` and `bench`.
Start with endpoints.py (the declaration of a resource), then v1/devices.py.
"""
