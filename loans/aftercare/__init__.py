"""While something is out.

Renewals, exchanges, transfers, incidents, losses, follow-up calls, reminders.

Of this app it may import only what stands below it, from `base` to `legacy_import`.
Start with operations/loan_changes.py, reminders/steps.py.
"""
