"""Requests, loans, agreements, conventions and rules.

Models, state machines, guards, and the content of an agreement.

Imports no other package of this app. Start with lifecycle/loans.py, then models/loan.py and
guards.py.
"""
