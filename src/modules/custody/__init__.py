"""Custody: what is collected at a donor's site is scanned or counted, and signed by both parties.

Imports `donations`, `inventory` and the signature forms of `loans`. Start with models.py, then
operations.py. Certificates of erasure state from when we had custody.
"""
