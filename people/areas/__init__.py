"""Territories of reports: tables of them read and applied, and the commune of a town's name.

Within this app it imports only the packages from `base` to `organisations`. Start with
operations.py; the model is in base/models/area.py.
"""
