"""Referral slips: issued by an organisation or by our association, used up by one hand-over.

Imports `loans`, whose requests and hand-overs know nothing of slips. Start with models.py (what a
slip is), then operations.py.
"""
