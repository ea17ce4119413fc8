"""Visits of the demo: sign-in as a role with one click, and all modules or few.

Nothing of it exists without DEBUG, or where the accounts of the demo do not. Imports `core`,
`people` and `desk`. Start with visits.py.
"""
