"""Agreements and amendments: issue, sign, verify, print; and their texts.

Within this app it imports only the packages from `base` to `handovers`. Start with
operations/agreements.py.
"""
