"""Features of equipment that a person wants, never the reason, matched to devices and accessories.

Imports `people`, `catalogue`, `inventory`, `loans` and `desk`. Start with models.py, then
matching.py (what has a feature) and papers.py (agreements in large print).
"""
