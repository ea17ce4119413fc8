"""Appointments: opening hours, slots, bookings, attendance, and the letters about them.

Within this app it imports only `base`. Start with slots.py, then operations.py.
"""
