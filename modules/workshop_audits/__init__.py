"""Audits of outside workshops: the list that one sends of a lot it received.

Imports `core`, `catalogue` and `inventory`. Start with lines.py (a row, and what is wrong with it),
then resource.py (how a list is read), operations.py and comparison.py.
"""
