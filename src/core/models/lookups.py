"""Lookups with different SQL on each engine: indexed prefixes, and text formats."""

from typing import NamedTuple

from django.db.models import CharField, Func, Lookup
from django.db.models.indexes import IndexExpression

from core.folding import folded, words_of


@CharField.register_lookup
class Prefix(Lookup):
    """`serial__prefix="5CG"`: case-sensitive prefix lookup that uses an index.

    SQLite's LIKE uses no plain index, so a range is used there; PostgreSQL has a prefix index.
    """

    lookup_name = "prefix"

    def as_sql(self, compiler, connection):
        column, params = self.process_lhs(compiler, connection)
        beginning = connection.ops.prep_for_like_query(self.rhs)
        return f"{column} LIKE %s", [*params, f"{beginning}%"]

    def as_sqlite(self, compiler, connection):
        column, params = self.process_lhs(compiler, connection)
        return f"{column} BETWEEN %s AND %s", [*params, self.rhs, f"{self.rhs}\uffff"]


@CharField.register_lookup
class Begins(Prefix):
    """Prefix lookup on an expression, as a range comparison.

    With LIKE, PostgreSQL would evaluate the expression again for each row.
    """

    lookup_name = "begins"

    def as_sql(self, compiler, connection):
        column, params = self.process_lhs(compiler, connection)
        sql = f"({column} ~>=~ %s AND {column} ~<=~ %s)"
        return sql, [*params, self.rhs, *params, f"{self.rhs}\uffff"]


class Format(NamedTuple):
    """A text format, as a regular expression and as SQLite conditions on the text `{0}`."""

    regex: str
    sqlite: tuple


# White space as in Python and Unicode, so that both engines reject the same texts.
SPACES = (*range(9, 14), *range(28, 33), 133, 160, 5760, *range(8192, 8203), 8232, 8233, 8239, 8287)
SPACES += (12288,)
ONLY_DIGITS = "{0} NOT GLOB '*[^0-9]*'"
YEAR = "[0-9][0-9][0-9][0-9]"


def _without(spaces):
    return f"{{0}} NOT GLOB '*[' || char({','.join(map(str, spaces))}) || ']*'"


FORMATS = {
    "15 digits": Format(r"\A[0-9]{15}\Z", ("length({0}) = 15", ONLY_DIGITS)),
    "10 to 22 digits": Format(r"\A[0-9]{10,22}\Z", ("length({0}) BETWEEN 10 AND 22", ONLY_DIGITS)),
    "month": Format(
        r"\A[0-9]{4}-(0[1-9]|1[0-2])\Z",
        (f"({{0}} GLOB '{YEAR}-0[1-9]' OR {{0}} GLOB '{YEAR}-1[0-2]')",),
    ),
    "word": Format(r"\A\S+\Z", ("{0} <> ''", _without(SPACES))),
    "words": Format(
        r"\A\S+( \S+)*\Z",
        (
            "{0} <> ''",
            "trim({0}) = {0}",
            "{0} NOT GLOB '*  *'",
            _without(code for code in SPACES if chr(code) != " "),
        ),
    ),
}
# SQLite's functions read a text up to its first zero byte, which PostgreSQL does not store.
NO_ZERO_BYTE = "instr({0}, char(0)) = 0"


@CharField.register_lookup
class WrittenAs(Lookup):
    """Lookup for constraints: text in one of `FORMATS`, as in `imei__written_as="15 digits"`.

    Only built-in functions are used on SQLite: the `sqlite3` shell and other programs, which lack
    Django's REGEXP, can then check the file and write to it.
    """

    lookup_name = "written_as"

    def as_sql(self, compiler, connection):
        column, params = self.process_lhs(compiler, connection)
        return f"{column}::text ~ %s", [*params, FORMATS[self.rhs].regex]

    def as_sqlite(self, compiler, connection):
        column, params = self.process_lhs(compiler, connection)
        sql = " AND ".join([*FORMATS[self.rhs].sqlite, NO_ZERO_BYTE])
        return f"({sql.format(column)})", list(params) * sql.count("{0}")


MAX_MATCHES = 5_000  # maximum number of rows that `holding` returns


def holding(rows, text, *columns):
    """The rows whose columns contain each word of `text`, ignoring accents and case.

    The rows are compared in Python, which is faster than SQL for some hundreds of rows.
    """
    words = words_of(text)
    if not words:
        return rows.none()
    texts = rows.order_by().values_list("pk", *columns)
    texts_by_id = {pk: folded(" ".join(read)) for pk, *read in texts}
    matches = [pk for pk, name in texts_by_id.items() if all(word in name for word in words)]
    return rows.filter(pk__in=matches[:MAX_MATCHES])


class Word(Func):
    """The word at `place` (from 1) in the result of `spaced_words`; "" beyond the last word."""

    output_field = CharField()
    template = "split_part(%(expressions)s, ' ', 1 + %(place)s)"
    arity = 1

    def as_sqlite(self, compiler, connection, **more):
        listed = """'[' || replace(json_quote(%(expressions)s), ' ', '","') || ']'"""
        template = f"json_extract({listed}, '$[%(place)s]')"
        return super().as_sql(compiler, connection, template=template, **more)


class PatternOps(Func):
    """Operator class that lets PostgreSQL use an expression index for prefix lookups."""

    template = "%(expressions)s text_pattern_ops"
    arity = 1

    def as_sqlite(self, compiler, connection, **more):
        return compiler.compile(self.source_expressions[0])


IndexExpression.register_wrappers(*IndexExpression.wrapper_classes, PatternOps)
