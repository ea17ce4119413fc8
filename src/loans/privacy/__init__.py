"""Anonymisation of recipients at the end of retention.

Within this app it imports only the packages from `base` to `returns`. Start with anonymisation.py.
"""
