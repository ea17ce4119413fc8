"""Territories for reports: finding a town's commune, and the field for a territory.

Within this app it imports only the packages from `base` to `organisations`. Start with
communes.py; the model is in base/models/area.py.
"""
