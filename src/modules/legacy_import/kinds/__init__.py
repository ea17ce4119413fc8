"""Kinds of lists of an earlier system, each with its stage of a move.

A record that is registered already is unchanged. Start with arriving.py.
"""
