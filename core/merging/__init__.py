"""Merging of duplicate rows, and its undoing.

Imports `forms`, `lists` and what stands before them. Start with merging.py.
"""
