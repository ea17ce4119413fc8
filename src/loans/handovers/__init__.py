"""The hand-over at the counter: recipient, briefing, terms, scans onto a loan.

Within this app it imports only the packages from `base` to `settings`. Start with steps.py, then
views.
"""
