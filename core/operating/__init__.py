"""Running an installation: checks, logs, mails about errors, the clock, settings, static files.

Imports `http` and what stands before it. Start with checks.py.
"""
