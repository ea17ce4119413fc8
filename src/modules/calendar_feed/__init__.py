"""Calendars: the month of collections, and the iCalendar feed for phones.

Imports `core`, `people`, `donations` and the calendar entries of `loans.appointments`. Start with
month.py (the page), then feed.py and operations.py (its secret URL).
"""
