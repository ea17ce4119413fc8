"""Fictitious association with past and current data, for trying Rebond.

Imports any app except `config` and `bench`. Start with make.py.
"""
