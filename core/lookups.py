"""Looking up by the beginning of a text, so that an index serves it on both engines."""

from django.db.models import CharField, Func, Lookup
from django.db.models.indexes import IndexExpression

from core.folding import folded, words_of


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


@CharField.register_lookup
class Begins(Prefix):
    """As `prefix`, of an expression: PostgreSQL's LIKE would evaluate it again for each row."""

    lookup_name = "begins"

    def as_sql(self, compiler, connection):
        column, params = self.process_lhs(compiler, connection)
        sql = f"({column} ~>=~ %s AND {column} ~<=~ %s)"
        return sql, [*params, self.rhs, *params, f"{self.rhs}\uffff"]


MAX_MATCHES = 5_000  # rows that `holding` finds


def holding(rows, text, *columns):
    """The rows whose columns contain each word of `text`, ignoring accents and case.

    All are read and compared here: for what there are hundreds of, SQL would take longer.
    """
    words = words_of(text)
    if not words:
        return rows.none()
    texts = rows.order_by().values_list("pk", *columns)
    texts_by_id = {pk: folded(" ".join(read)) for pk, *read in texts}
    matches = [pk for pk, name in texts_by_id.items() if all(word in name for word in words)]
    return rows.filter(pk__in=matches[:MAX_MATCHES])


class Word(Func):
    """The word at `place` of what `spaced_words` gave, from one; nothing where it has fewer."""

    output_field = CharField()
    template = "split_part(%(expressions)s, ' ', 1 + %(place)s)"
    arity = 1

    def as_sqlite(self, compiler, connection, **more):
        listed = """'[' || replace(json_quote(%(expressions)s), ' ', '","') || ']'"""
        template = f"json_extract({listed}, '$[%(place)s]')"
        return super().as_sql(compiler, connection, template=template, **more)


class PatternOps(Func):
    """In an index of an expression: that beginnings are looked up in it, which PostgreSQL asks."""

    template = "%(expressions)s text_pattern_ops"
    arity = 1

    def as_sqlite(self, compiler, connection, **more):
        return compiler.compile(self.source_expressions[0])


IndexExpression.register_wrappers(*IndexExpression.wrapper_classes, PatternOps)
