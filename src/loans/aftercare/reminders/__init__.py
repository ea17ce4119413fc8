"""Reminders of loans due back and of agreements waiting for a signature.

Each reminder is posted with its date, so that a second run, or a run after a crash, posts nothing
twice. A missed reminder is sent up to two days late if it still holds: a reminder before the due
date is not sent on or after it, nor “due today” on a later day.
"""

from datetime import timedelta

CATCH_UP_PERIOD = timedelta(days=2)
BY_HAND = 1  # occasion of a reminder sent by hand
