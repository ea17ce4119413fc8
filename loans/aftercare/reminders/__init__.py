"""Reminders that something is due back or still to sign: `steps` says who is written to when."""
