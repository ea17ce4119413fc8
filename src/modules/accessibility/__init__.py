"""Accessibility statement (RGAA 4.1): state of conformity, exceptions, contact and remedies.

Imports `core` and `people`. Start with models.py, then the public page in views.py.
"""
