"""How fast Rebond is at scale, measured in one process: `manage.py bench`, start at `measures`."""
