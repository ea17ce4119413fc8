"""Intake: check-in of a donation, manual entry, delivery notes, receipts and declared values.

Within this app it imports only the packages from `devices` to `accessories`. Start with
operations/intake.py; drafts and their validation errors are in validation.py.
"""
