"""Mass balance: devices in stock, received, reused, recycled and lost, by category and period.

Imports `inventory`, `loans` and `desk/figures`. Start with history.py, then balance.py.
"""
