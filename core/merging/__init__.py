"""Merging of duplicate rows, and its undoing.

Imports `forms`, `lists` and the packages below them. Start with merging.py.
"""
