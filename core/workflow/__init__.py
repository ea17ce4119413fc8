"""State machines, operations, guards and event messages: what a change of status goes through.

Start with `lifecycle.py` (transitions) and `operations.py` (permission, transaction, event).
"""
