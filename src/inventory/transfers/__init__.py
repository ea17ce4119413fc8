"""Transfers between sites, and devices at an external workshop.

Within this app it imports only the packages from `devices` to `workshop`. Start with operations.py;
models are in devices/models/transfer.py.
"""
