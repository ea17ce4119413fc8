"""State machines, operations, guards and event messages.

Of this app it may import only `formatting`.
Start with lifecycle.py (transitions) and operations.py (permission, transaction, event).
"""
