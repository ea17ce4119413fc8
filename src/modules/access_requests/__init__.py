"""Requests for access: an organisation applies on a public page, and a coordinator answers.

Imports `people` up to its letters and accounts, and `desk`. Start with operations.py.
"""
