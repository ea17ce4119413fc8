"""Erasure: proofs for each medium, reports of erasure tools, certificates for a device or a lot.

Within this app it imports only the packages from `devices` to `intake`. Start with
operations/erasure.py; devices/guards.py keeps devices with data from leaving.
"""
