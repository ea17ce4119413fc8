"""Tax receipts: numbered without gaps, frozen when issued, cancelled by a counter-document.

Imports `donations` and `inventory.intake`. Start with models.py, then content.py, operations.py.
"""
