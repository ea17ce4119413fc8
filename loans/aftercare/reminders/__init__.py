"""Reminders of loans due back and of agreements waiting for a signature.

Each is posted with its date, so that a second run, or a run after a crash, posts nothing twice. A
missed day is caught up within two days; older reminders are not sent.
"""

from datetime import timedelta

CATCH_UP_PERIOD = timedelta(days=2)
BY_HAND = 1  # occasion of a reminder sent by hand
