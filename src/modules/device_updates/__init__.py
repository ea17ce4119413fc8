"""Updates of devices by a list: our own export, corrected, or the list of another tool.

Imports `core`, `catalogue`, `donations` and `inventory`. Start with kind.py (its columns and its
page), then resource.py (how a row is read), matching.py (its device), rules.py and operations.py.
"""
