"""Per-process and shared caches, with fallbacks while the shared cache is down.

Imports nothing of `core`. Start with shared_cache.py.
"""
