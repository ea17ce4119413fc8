"""State machines, operations, guards and event messages: what a change of status goes through.

Of this app it may import only `formatting`.
Start with lifecycle.py (transitions) and operations.py (permission, transaction, event).
"""
