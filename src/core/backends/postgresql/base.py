"""PostgreSQL backend whose transactions wait for locks only briefly after a lock timeout."""

from django.db.backends.postgresql import base

from core.backends import contention


class DatabaseWrapper(base.DatabaseWrapper):
    def _set_autocommit(self, autocommit):
        super()._set_autocommit(autocommit)
        if not autocommit and contention.is_lately():
            with self.wrap_database_errors, self.connection.cursor() as cursor:
                cursor.execute(f"SET LOCAL lock_timeout = {contention.SHORT_WAIT_MS}")
