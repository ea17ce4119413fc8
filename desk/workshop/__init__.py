"""The queue of the workshop, and what requests lack.

Of this app it may import only `figures`.
Start with queue.py.
"""
