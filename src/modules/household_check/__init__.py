"""Yearly check of a household with a loan: people, pupils and devices at home.

Imports `people` and `loans.base`. Start with models.py and operations.py; own_page.py is for the
person, views.py for our team and associations, jobs.py writes the reminders.
"""
