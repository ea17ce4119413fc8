"""An invented association, with its past and its present, for trying Rebond.

Imports any app but `config` and `bench`.
Start with make.py.
"""
