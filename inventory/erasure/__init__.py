"""Erasure: proofs for each medium, reports of erasure tools, certificates for a device or a lot.

Of this app it may import only what stands below it, from `devices` to `intake`. Start with
operations/erasure.py; what keeps a device with data from leaving is in devices/guards.py.
"""
