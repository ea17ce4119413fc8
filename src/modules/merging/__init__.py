"""Merge duplicate rows, and undo a merge.

Imports `core`, and the models of `people`, `catalogue` and `donations` that may have duplicates.
Start with merging.py, then definitions.py.
"""
