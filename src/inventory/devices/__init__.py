"""Devices and their parts: media, erasures, tags, places, specification, transfers, lifecycles.

Imports no other package of this app. Start with models/device.py, then lifecycle/devices.py;
database rules are in guards.py.
"""
