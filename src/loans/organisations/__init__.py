"""Partner organisations: conventions, quotas, eligibility to request, and their import.

Within this app it imports only the packages from `base` to `appointments`. Start with
eligibility.py.
"""
