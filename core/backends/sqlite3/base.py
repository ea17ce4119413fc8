"""SQLite backend that checks column types by CHECK constraints, as PostgreSQL does by itself.

After a lock timeout its transactions wait for the write lock only briefly
(`core.backends.contention`).

SQLite itself takes any text in a column of numbers or dates. Each column gets a CHECK, as Django
gives one to those of positive numbers; a foreign key needs none. No comma in them is followed by a
space: there Django splits the statement of a table when it reads it again.
"""

from django.db.backends.sqlite3 import base

from core.backends import contention

WHOLE = "typeof(\"%(column)s\") IN ('integer','null')"
# The column comes first: SQLite names a check by it (`core.workflow.operations.message_of`).
POSITIVE = f'"%(column)s" >= 0 AND {WHOLE}'
# What SQLite reads as a day or a moment and writes the same way is one; a fraction of a second
# could be rounded up by that, so it is read alone; no zone follows, since moments sort as texts.
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
        """Begin, waiting for the write lock only briefly after a lock timeout."""
        if self.waits_briefly != contention.is_lately():
            self.waits_briefly = not self.waits_briefly
            usual = self.settings_dict["OPTIONS"]["timeout"] * 1000
            milliseconds = contention.BRIEFLY if self.waits_briefly else usual
            self.connection.execute(f"PRAGMA busy_timeout = {milliseconds:.0f}")
        super()._start_transaction_under_autocommit()
