"""Sites, organisations, users and the people they help: models, roles, statuses and guards.

Imports no other package of this app.
Start with roles.py, then models/user.py and models/recipient.py.
"""
