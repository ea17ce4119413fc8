"""Accounts: invitations, sign-in, passwords, second factors, closing and anonymising an account.

Of this app it may import only what stands below it, from `base` to `privacy`.
Start with operations.py; what django-allauth does differently here is in adapters.py.
"""
