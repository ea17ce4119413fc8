"""Territories for reports: importing their published tables, and finding a town's commune.

Within this app it imports only the packages from `base` to `organisations`. Start with
operations.py; the model is in base/models/area.py.
"""
