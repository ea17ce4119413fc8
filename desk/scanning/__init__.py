"""Scanned codes: decoding of photos and frames, lookup of codes, messages of finders.

Imports every app below `desk`. Start with scan.py.
"""
