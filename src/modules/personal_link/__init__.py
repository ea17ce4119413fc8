"""The page of a person behind their personal link: borrowed items, appointments, requests.

Imports `people`, and from `loans`: `base`, `appointments`, `allocation` and `aftercare`. Start with
page.py (when it is open), tokens.py (the link) and contents.py; operations.py sends the link again.
"""
