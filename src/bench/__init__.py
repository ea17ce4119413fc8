"""Benchmarks on a large database, compared with minimal pages: `make bench`.

Imports any app except `config`. Start with measures.py.
"""
