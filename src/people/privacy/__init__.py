"""Retention and anonymisation: how long personal data is kept, and how a person is anonymised.

Within this app it imports only the packages from `base` to `recipients`. Start with
operations.py (`anonymise`); other apps extend it through anonymisation.py.
"""
