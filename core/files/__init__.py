"""Storage of documents: a private folder or a bucket, with a bound on how long a page waits.

Imports `caches`. Start with storage.py.
"""
