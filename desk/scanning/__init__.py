"""Scanned codes: photos and frames decoded, what a code is at the desk, messages of finders.

Imports every app below `desk`. Start with scan.py.
"""
