"""Looking up by the beginning of a text, so that an index serves it on both engines."""

import unicodedata

from django.db.models import CharField, Func, Lookup
from django.db.models.indexes import IndexExpression


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


LETTERS = {
    "a": "àâäáãå",
    "c": "ç",
    "e": "éèêë",
    "i": "îïíì",
    "n": "ñ",
    "o": "ôöóòõ",
    "u": "ùûüú",
    "y": "ÿý",
}
FROM = "".join(letters + letters.upper() for letters in LETTERS.values())
TO = "".join(plain * 2 * len(letters) for plain, letters in LETTERS.items())


def folded(text):
    """A text in small letters without their accents, as `Folded` makes it in the database."""
    text = unicodedata.normalize("NFC", text).lower()
    return text.translate(str.maketrans(FROM, TO))


class Folded(Func):
    """A text in small letters without accents: “Éloïse” is eloise. Both engines can index it.

    Indexes were made of this very expression: other letters need other indexes.
    """

    output_field = CharField()
    arity = 1

    def as_sql(self, compiler, connection, **more):
        return super().as_sql(
            compiler, connection, template=f"translate(lower(%(expressions)s), '{FROM}', '{TO}')"
        )

    def as_sqlite(self, compiler, connection, **more):
        sql = "lower(%(expressions)s)"
        for letter, plain in zip(FROM, TO, strict=True):
            sql = f"replace({sql}, '{letter}', '{plain}')"
        return super().as_sql(compiler, connection, template=sql)


class PatternOps(Func):
    """In an index of an expression: that beginnings are looked up in it, which PostgreSQL asks."""

    template = "%(expressions)s text_pattern_ops"
    arity = 1

    def as_sqlite(self, compiler, connection, **more):
        return compiler.compile(self.source_expressions[0])


IndexExpression.register_wrappers(*IndexExpression.wrapper_classes, PatternOps)
