"""Cleaning of personal data that is already in texts of devices and in rows of lists.

Imports the detection (`core.imports`, `inventory.imports`) and the free texts of `people` and
`loans`, which also blank them. Start with suspicions.py.
"""
