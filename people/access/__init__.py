"""Requests for access: an organisation asks on a public page, and a coordinator answers.

Within this app it imports only the packages from `base` to `accounts`. Start with operations.py.
"""
