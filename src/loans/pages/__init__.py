"""Pages that combine several features: of a loan, a recipient, an organisation.

Within this app it imports only the packages from `base` to `privacy`. Start with views.py.
"""
