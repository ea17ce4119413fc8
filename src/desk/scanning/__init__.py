"""Scanned codes: decoding of photos and frames, lookup of codes.

Imports every app below `desk`. Start with scan.py.
"""
