"""Webhooks: events that leave for other tools, signed by the scheme of Standard Webhooks.

Deliveries are derived from events, in order, by the number of the last event read: what an event
committed is never lost, and an operation waits for no receiver.
Imports `api.v1` and `people.outbox`. Start with following.py (which events leave), then jobs.py
(when) and transport.py (how).
"""
