"""Open data: public files that anybody may read without an account, all disabled at first.

Imports `inventory` and `loans`. Start with files.py (the content of each file), then views.py.
"""
