"""The queue of the workshop and its figures.

Of this app it may import only `figures`.
Start with queue.py; what became of devices by day is in figures/workshop_flow.py.
"""
