"""Speed at scale, measured beside minimal pages: `make bench`.

Imports any app but `config`.
Start with measures.py.
"""
