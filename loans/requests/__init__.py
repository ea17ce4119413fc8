"""Requests: the form, answers, referrals, lists of families, messages.

Of this app it may import only what stands below it, from `base` to `vouchers`.
Start with operations/requests.py.
"""
