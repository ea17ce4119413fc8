"""Kinds of lists of an earlier system, each with its stage of a move.

A record that is in the register already stays as it is. Start with arriving.py.
"""
