"""Changes to a loan while its items are out.

Renewals, exchanges, transfers, incidents, losses, follow-up calls, reminders.

Within this app it imports only the packages from `base` to `agreements`. Start with
operations/loan_changes.py, reminders/steps.py.
"""
