"""Money and second life: avoided purchases, ranges of CO2e, and measured hours of use.

Imports `inventory`, `loans` and `desk`. Start with models.py, then figures.py.
"""
