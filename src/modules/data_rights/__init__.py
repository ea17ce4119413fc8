"""Rights of people on their data (GDPR, art. 12 to 22): requests with a due date, and freezes.

Imports `core`, `people`, `loans` and `desk`. Start with models.py, then operations.py; freezing.py
says what a freeze holds back, own_page.py is the page of a person without an account.
"""
