"""The hand-over at the counter: recipient, briefing, terms, scans onto a loan.

Of this app it may import only what stands below it, from `base` to `settings`.
Start with steps.py, then views.py.
"""
