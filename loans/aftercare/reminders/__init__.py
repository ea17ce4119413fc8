"""Reminders of loans due back and of agreements waiting for a signature.

Each is posted with its date, so that a second run, or a run after a crash, posts nothing twice. A
missed reminder is sent up to two days late while it is still true: one before the due date is not
sent on or after it, “due today” not on a later day.
"""

from datetime import timedelta

CATCH_UP_PERIOD = timedelta(days=2)
BY_HAND = 1  # occasion of a reminder sent by hand
