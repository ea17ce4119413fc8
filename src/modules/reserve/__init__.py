"""Ready devices that a site keeps back from requests, for its staff or for emergencies.

Imports `core`, `people`, `catalogue`, `inventory`, `loans` and `desk`. Start with spares.py (which
devices are kept back), then operations.py (who uses one).
"""
