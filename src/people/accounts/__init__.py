"""Accounts: invitations, sign-in, passwords, second factors, closing and anonymising an account.

Within this app it imports only the packages from `base` to `privacy`. Start with operations.py;
customisations of django-allauth are in adapters.py.
"""
