from django.db import connection

from desk.backups import postgres, sqlite


def engine():
    """How the database of this site is copied and put in place; PostgreSQL or SQLite."""
    return postgres if connection.vendor == "postgresql" else sqlite
