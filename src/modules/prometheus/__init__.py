"""Metrics for Prometheus at `/metrics`: requests, jobs, outbox, queue age, database size.

Imports `desk.health`. Start with metrics.py.
"""
