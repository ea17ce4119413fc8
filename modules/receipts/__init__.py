"""Tax receipts: numbered without a gap, frozen as issued, cancelled by another paper.

Imports `donations` and `inventory.intake`. Start with models.py, then content.py, operations.py.
"""
