"""Partner organisations: conventions, quotas, eligibility to request, and their import.

Of this app it may import only what stands below it, from `base` to `appointments`.
Start with eligibility.py.
"""
