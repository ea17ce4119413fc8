"""Reminders of loans due back and of agreements still to sign.

Each is posted for the day it is for, so that running again, or after a crash, posts it no second
time. A day that nobody ran on is made up for within two days; what is older is left to people.
"""

from datetime import timedelta

GRACE = timedelta(days=2)
BY_HAND = 1  # the turn of a reminder that somebody sends
