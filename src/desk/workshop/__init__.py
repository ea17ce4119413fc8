"""Queue of the workshop, and shortages of requests.

Within this app it imports only `figures`. Start with queue.py.
"""
