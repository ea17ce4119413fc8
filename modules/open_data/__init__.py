"""Open data: public files that anybody may read without an account, each off at first.

Imports `inventory` and `loans`. Start with files.py (what each file holds), then views.py.
"""
