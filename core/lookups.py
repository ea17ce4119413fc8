"""A lookup by the beginning of a text that an index serves on both engines."""

from django.db.models import CharField, Lookup


@CharField.register_lookup
class Prefix(Lookup):
    """`serial__prefix="5CG"`: true of texts that begin so, case as it is stored.

    SQLite's LIKE uses no plain index, so there it is a range; PostgreSQL has an index for it.
    """

    lookup_name = "prefix"

    def as_sql(self, compiler, connection):
        column, params = self.process_lhs(compiler, connection)
        beginning = connection.ops.prep_for_like_query(self.rhs)
        return f"{column} LIKE %s", [*params, f"{beginning}%"]

    def as_sqlite(self, compiler, connection):
        column, params = self.process_lhs(compiler, connection)
        return f"{column} BETWEEN %s AND %s", [*params, self.rhs, f"{self.rhs}\uffff"]
