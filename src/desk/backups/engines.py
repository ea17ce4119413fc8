from django.db import connection

from desk.backups import postgres, sqlite


def engine():
    """The backup engine of the configured database: PostgreSQL or SQLite."""
    return postgres if connection.vendor == "postgresql" else sqlite
