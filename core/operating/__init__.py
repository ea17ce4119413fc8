"""Running an installation: checks, logs, mails about errors, the clock, settings, static files.

Imports `http` and the packages below it. Start with checks.py.
"""
