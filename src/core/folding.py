"""Case- and accent-insensitive search: folded text is stored in a column beside the original.

A `FoldedField` is computed from its sources whenever an instance is read or written, so `save`,
`bulk_create` and `full_clean` need no other code. Code that writes columns without instances
(`QuerySet.update`, raw SQL) must also write the folded column, or `is_folded` rejects the row.

Accents are folded in Python, not in SQL: sixty nested `replace()` calls overflowed the parser of
Debian 12's SQLite (3.40) and folded fewer letters. Folded text is personal data too: it is in the
same row, is erased by the same UPDATE, and constraints keep it equal to its source.
"""

import unicodedata

from django.db.models import BooleanField, CharField, CheckConstraint, Func, Q
from django.db.models.functions import Lower, StrIndex
from django.db.models.lookups import GreaterThan
from django.db.models.query_utils import DeferredAttribute
from django.utils.translation import gettext_lazy as _

# Separators of the words of a name or reference: Jean-Pierre, d’Arc, Ben Salah (née Dupont).
BREAKS = "-'\u2019.,/()"
PARTED = str.maketrans(BREAKS, " " * len(BREAKS))


def folded(text):
    """Return `text` in lower case without accents; a text without letters is unchanged."""
    if text.isascii():
        return text.lower()
    letters = unicodedata.normalize("NFD", text.lower())
    plain = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return unicodedata.normalize("NFC", plain) or text


def words_of(text):
    return folded(text).translate(PARTED).split()


def spaced_words(text):
    """Folded words of a text, each preceded by a space: “ amina ben salah”."""
    return f" {' '.join(words_of(text))}"


class FoldedAttribute(DeferredAttribute):
    """Descriptor that computes the folded text from the current sources of an instance."""

    def __get__(self, instance, cls=None):
        return self if instance is None else self.field.fold_of(instance)

    def __set__(self, instance, value):
        # In `__dict__`, so that Django does not treat the field as deferred.
        instance.__dict__[self.field.attname] = value


class FoldedField(CharField):
    """Generated column: the row's `sources` columns, joined and folded by `fold`."""

    descriptor_class = FoldedAttribute

    def __init__(self, *args, sources, fold=folded, **kwargs):
        super().__init__(*args, **kwargs, blank=True, editable=False)
        self.sources, self.fold = sources, fold

    def deconstruct(self):
        name, path, args, kwargs = super().deconstruct()
        del kwargs["blank"], kwargs["editable"]
        return name, path, args, {**kwargs, "sources": self.sources, "fold": self.fold}

    def fold_of(self, instance):
        texts = [getattr(instance, source) for source in self.sources]
        return self.fold(" ".join(texts))[: self.max_length] if any(texts) else ""


class IsNotPlain(Func):
    """Whether a text has characters other than ASCII letters and digits."""

    output_field = BooleanField()
    template = "%(expressions)s ~ '[^A-Za-z0-9]'"
    arity = 1

    def as_sqlite(self, compiler, connection):
        template = "%(expressions)s GLOB '*[^A-Za-z0-9]*'"
        return self.as_sql(compiler, connection, template=template)


def is_folded(name, column, sources):
    """Constraint that a write to the sources also updates the folded `column`.

    The column is empty if the sources are, and otherwise contains each source that has only ASCII
    letters and digits, since SQL folds these as Python does.
    """
    nothing = Q(**dict.fromkeys(sources, ""))
    holds = ~nothing & ~Q(**{column: ""})
    for source in sources:
        holds &= Q(IsNotPlain(source)) | Q(GreaterThan(StrIndex(column, Lower(source)), 0))
    return CheckConstraint(
        name=name,
        condition=nothing & Q(**{column: ""}) | holds,
        violation_error_message=_("A text and its search form must be saved together."),
    )
