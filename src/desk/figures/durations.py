"""Durations, computed by the database."""

from django.db.models import FloatField, Func, IntegerField


class Days(Func):
    """Difference between two datetimes in days, with a fraction: `Days(later, earlier)`."""

    arity = 2
    arg_joiner = " - "
    output_field = FloatField()

    def as_sqlite(self, compiler, connection, **more):
        template = "(julianday(%(later)s) - julianday(%(earlier)s))"
        return self._sql(compiler, template)

    def as_postgresql(self, compiler, connection, **more):
        return self._sql(compiler, "(date_part('epoch', %(later)s - %(earlier)s) / 86400)")

    def _sql(self, compiler, template):
        (later, params), (earlier, more) = (
            compiler.compile(e) for e in self.get_source_expressions()
        )
        return template % {"later": later, "earlier": earlier}, [*params, *more]


class WholeDays(Days):
    output_field = IntegerField()

    def as_sqlite(self, compiler, connection, **more):
        template = "CAST(julianday(%(later)s) - julianday(%(earlier)s) AS integer)"
        return self._sql(compiler, template)

    def as_postgresql(self, compiler, connection, **more):
        return self._sql(compiler, "(%(later)s - %(earlier)s)")
