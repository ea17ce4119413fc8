"""Fictitious association with a past and a present, for trying Rebond.

Imports any app except `config` and `bench`. Start with make.py.
"""
