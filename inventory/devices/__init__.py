"""Devices and what belongs to one.

Media and their erasures, tags, places, specification, transfers, and their state machines.

Imports no other package of this app. Start with models/device.py, then lifecycle/devices.py; the
rules that the database keeps are in guards.py.
"""
