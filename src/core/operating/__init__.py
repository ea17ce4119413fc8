"""Operation of an installation: checks, logs, error mails, clock, settings, static files.

Imports `http` and the packages below it. Start with checks.py.
"""
