"""Intake.

Check-in of a donation, manual entry, delivery notes, receipts and declared values for donors.

Of this app it may import only what stands below it, from `devices` to `accessories`.
Start with operations/intake.py; drafts and their validation errors are in validation.py.
"""
