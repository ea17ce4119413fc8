"""Forms that run an operation once: base classes, widgets, submissions, optimistic locking.

Imports `files`, `models`, `modules` and `workflow`. Start with base.py.
"""
