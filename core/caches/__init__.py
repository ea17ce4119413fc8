"""Caches of one process and of all, and what happens while the shared one does not answer.

Imports nothing of `core`. Start with shared_cache.py.
"""
