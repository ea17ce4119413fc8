"""Retention and anonymisation: how long personal data is kept, and how a person is anonymised.

Of this app it may import only what stands below it, from `base` to `recipients`.
Start with operations.py: anonymise; what other apps add to it is in anonymisation.py.
"""
