"""Families and staff members, with their guardians and proof of identity.

Within this app it imports only the packages from `base` to `areas`. Start with operations.py; the
model is in base/models/recipient.py. Their pages are in `loans`.
"""
