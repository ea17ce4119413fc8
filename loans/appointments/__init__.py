"""Appointments: opening hours, slots, bookings, attendance, and the letters about them.

Of this app it may import only `base`.
Start with slots.py, then operations.py.
"""
