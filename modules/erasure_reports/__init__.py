"""Erasure reports: readers of the files of nwipe, Blancco, Certus and KillDisk.

Imports `inventory/erasure`. Start with module.py, then nwipe.py.
"""
