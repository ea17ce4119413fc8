"""Families and staff members: entered with who answers for them, and their proof of identity.

Of this app it may import only what stands below it, from `base` to `areas`.
Start with operations.py; the model is in base/models/recipient.py. Their pages are in `loans`.
"""
