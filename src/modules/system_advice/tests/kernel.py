"""Declarations of this module for the tests of the whole site (`tests/of_modules.py`)."""
