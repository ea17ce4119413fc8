"""Requests and responses: middleware, sessions, body and rate limits, “busy” responses, downloads.

Imports `caches`, `models`, `files`, `forms` and `pdf`. Start with middleware.py.
"""
