"""SQLite backend that checks column types with CHECK constraints, as PostgreSQL does natively.

After a lock timeout its transactions wait for the write lock only briefly
(`core.backends.contention`).

SQLite accepts any text in a column of numbers or dates. Each column gets a CHECK, like the one that
Django adds for positive numbers; foreign keys need no check. Commas in the checks are not followed
by a space, because Django splits the CREATE TABLE statement there when it rebuilds a table.
"""

from django.db.backends.sqlite3 import base

from core.backends import contention

WHOLE = "typeof(\"%(column)s\") IN ('integer','null')"
# The column comes first: SQLite reports the expression of a failed check (see
# `core.workflow.operations.message_of`).
POSITIVE = f'"%(column)s" >= 0 AND {WHOLE}'
# A valid date or datetime survives a round trip through SQLite's functions. Fractions of a second
# are checked separately, since rounding could raise the second; time zones are refused, since
# datetimes are compared as text.
MOMENT = (
    '"%(column)s" IS NULL OR (datetime(substr("%(column)s",1,19)) IS substr("%(column)s",1,19)'
    ' AND julianday("%(column)s") IS NOT NULL AND substr("%(column)s",20) NOT GLOB \'*[^.0-9]*\')'
)
DECIMAL = (
    'round("%(column)s",%(decimal_places)s) IS "%(column)s"'
    " AND typeof(\"%(column)s\") IN ('integer','real','null')"
)


class DatabaseWrapper(base.DatabaseWrapper):
    data_type_check_constraints = base.DatabaseWrapper.data_type_check_constraints | {
        "BigIntegerField": WHOLE,
        "IntegerField": WHOLE,
        "SmallIntegerField": WHOLE,
        "PositiveBigIntegerField": POSITIVE,
        "PositiveIntegerField": POSITIVE,
        "PositiveSmallIntegerField": POSITIVE,
        "BooleanField": '"%(column)s" IN (0,1)',
        "DateField": 'date("%(column)s") IS "%(column)s"',
        "DateTimeField": MOMENT,
        "DecimalField": DECIMAL,
    }
    waits_briefly = False

    def get_new_connection(self, conn_params):
        self.waits_briefly = False
        return super().get_new_connection(conn_params)

    def _start_transaction_under_autocommit(self):
        """Begin a transaction, waiting for the write lock only briefly after a lock timeout."""
        if self.waits_briefly != contention.is_lately():
            self.waits_briefly = not self.waits_briefly
            usual = self.settings_dict["OPTIONS"]["timeout"] * 1000
            milliseconds = contention.SHORT_WAIT_MS if self.waits_briefly else usual
            self.connection.execute(f"PRAGMA busy_timeout = {milliseconds:.0f}")
        super()._start_transaction_under_autocommit()
