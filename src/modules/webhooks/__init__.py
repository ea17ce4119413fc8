"""Webhooks: events sent to other tools, signed as in Standard Webhooks.

Deliveries are derived from events, in order, by the id of the last event read: a committed event is
never lost, and an operation waits for no receiver. Imports `api.v1` and `people.outbox`. Start with
following.py (the events sent), then jobs.py (when) and transport.py (how).
"""
