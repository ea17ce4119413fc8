"""Referral slips: issued by an organisation or by our association, used up by one hand-over.

Imports `loans`, whose requests and hand-overs do not know slips. Start with models.py (definition
of a slip), then operations.py.
"""
