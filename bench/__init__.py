"""Benchmarks with large data, relative to minimal pages: `make bench`.

Imports any app except `config`. Start with measures.py.
"""
