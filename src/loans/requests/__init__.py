"""Requests: the form, answers, lists of families, messages.

Within this app it imports only the packages from `base` to `vouchers`. Start with
operations/requests.py.
"""
