"""Autonomy of people with a device, agreed with them at the request, the hand-over and later.

Imports `desk.figures`, `people`, and from `loans`: `base`. The levels and topics are those of the
Coop de la médiation numérique (lifecycle.py, with their source). Start with models.py, then
operations.py; results.py counts coverage and change, coop.py writes activities for the Coop.
"""
