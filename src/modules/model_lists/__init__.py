"""Lists of models: each row of a file becomes a model of the catalogue.

Imports `catalogue`, `core.imports` and `inventory.imports`. Start with kind.py.
"""
