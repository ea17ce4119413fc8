"""Tables of territories: import the published communes, EPCI, départements and priority areas.

Imports `inventory.imports` and `people.areas`, which finds the commune of a town. Start with
area_import.py.
"""
