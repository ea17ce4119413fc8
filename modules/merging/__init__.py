"""Merging of duplicate rows, and its undoing.

Imports `core`, and the models of `people`, `catalogue` and `donations` whose rows may be there
twice. Start with merging.py, then definitions.py.
"""
