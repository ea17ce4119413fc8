"""Stocktakes: count a shelf or a site by scanning, and resolve the differences.

Imports `inventory` up to its labels, and `desk`. Start with models.py, then operations/.
"""
