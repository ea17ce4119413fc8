"""Agreements and amendments: issue, sign, verify, print; their texts.

Of this app it may import only what stands below it, from `base` to `handovers`.
Start with operations/agreements.py.
"""
