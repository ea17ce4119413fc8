"""State machines, operations, guards and event messages.

May import only `formatting` of this app. Start with lifecycle.py (transitions) and operations.py
(permission, transaction, event).
"""
