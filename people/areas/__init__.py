"""Territories of reports: tables of them read and applied, and the commune of a town's name.

Of this app it may import only what stands below it, from `base` to `organisations`.
Start with operations.py; the model is in base/models/area.py.
"""
