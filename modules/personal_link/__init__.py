"""The page of a person behind their personal link: what is lent, times to come, what they may ask.

Imports `people`, and of `loans` `base`, `appointments`, `allocation` and `aftercare`.
Start with page.py (when it is open), tokens.py (the link) and contents.py; operations.py sends the
link again.
"""
