"""The operating system to install on a computer, from its recorded specification.

Imports `inventory/devices` and the models of `inventory`. Start with advice.py.
"""
