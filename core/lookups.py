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


@CharField.register_lookup
class Begins(Prefix):
    """As `prefix`, of an expression: PostgreSQL's LIKE would reckon it anew for each row found."""

    lookup_name = "begins"

    def as_sql(self, compiler, connection):
        column, params = self.process_lhs(compiler, connection)
        sql = f"({column} ~>=~ %s AND {column} ~<=~ %s)"
        return sql, [*params, self.rhs, *params, f"{self.rhs}\uffff"]


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
PLAIN = str.maketrans(FROM, TO)


def folded(text):
    """A text in small letters without their accents, as `Folded` makes it in the database."""
    if text.isascii():
        return text.lower()
    return unicodedata.normalize("NFC", text).lower().translate(PLAIN)


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


MOST_HELD = 5_000  # rows that `holding` finds
# What parts the words of a name or a reference: Jean-Pierre, d’Arc, Ben Salah (née Dupont).
BREAKS = "-'\u2019.,/()"
PARTED = str.maketrans(BREAKS, " " * len(BREAKS))


def words_of(text):
    """The words of a text, as `Spaced` parts them in the database."""
    return folded(text).translate(PARTED).split()


class Spaced(Func):
    """Texts one after the other, `Folded`, with a space before each word: “ amina ben salah”.

    Some word of them begins with “sal” where it contains “ sal”. Indexes were made of it too.
    """

    output_field = CharField()
    arg_joiner = " || ' ' || "

    def as_sql(self, compiler, connection, **more):
        breaks, spaces = BREAKS.replace("'", "''"), " " * len(BREAKS)
        sql = f"translate(lower(' ' || %(expressions)s), '{FROM}{breaks}', '{TO}{spaces}')"
        return super().as_sql(compiler, connection, template=f"replace({sql}, '  ', ' ')", **more)

    def as_sqlite(self, compiler, connection, **more):
        sql = "lower(' ' || %(expressions)s)"
        for letter, plain in zip(FROM + BREAKS, TO + " " * len(BREAKS), strict=True):
            letter = letter.replace("'", "''")
            sql = f"replace({sql}, '{letter}', '{plain}')"
        return super().as_sql(compiler, connection, template=f"replace({sql}, '  ', ' ')", **more)


def holding(rows, text, *columns):
    """Those of `rows` in whose columns each word of `text` stands, accents and case ignored.

    All are read and compared here: for what there are hundreds of, SQL would take longer.
    """
    words = words_of(text)
    if not words:
        return rows.none()
    texts = rows.order_by().values_list("pk", *columns)
    said = {pk: folded(" ".join(read)) for pk, *read in texts}
    found = [pk for pk, name in said.items() if all(word in name for word in words)]
    return rows.filter(pk__in=found[:MOST_HELD])


class Word(Func):
    """The word at `place` of a `Spaced`, from one; nothing where it has fewer."""

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
