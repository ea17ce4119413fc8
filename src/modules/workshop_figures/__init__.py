"""Figures of the workshop: its throughput, and failures after a hand-over.

Imports `desk.figures`, `desk.workshop`, `inventory` and `loans`. Start with figures.py, then
failures.py.
"""
