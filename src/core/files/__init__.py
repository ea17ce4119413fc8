"""Storage of documents in a private folder or a bucket, with a limit on how long a page waits.

Imports `caches`. Start with storage.py.
"""
