"""Data dictionary of a full export: description of each table and column, in one language."""

import csv
import inspect
from io import StringIO

from django.db.models import ForeignKey
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from desk.full_export import exclusions, labels
from desk.full_export.tables import fields_of, models

# Names of the dictionary, of the omissions and of the read-me, by language.
LANGUAGES = {
    "fr": ("dictionnaire", "non-exporte", "LISEZ-MOI"),
    "en": ("dictionary", "left-out", "README"),
}
TYPES = {
    "BooleanField": "true | false",
    "DateTimeField": "date-time ISO 8601",
    "DateField": "date ISO 8601",
    "TimeField": "time ISO 8601",
    "JSONField": "JSON",
    "UUIDField": "UUID",
    "TextField": "text",
    "BinaryField": "base64",
}


def sheet(rows):
    """Encode rows as CSV, in bytes."""
    text = StringIO(newline="")
    csv.writer(text).writerows(rows)
    return text.getvalue().encode()


def headings():
    return [
        _("table"),
        _("column"),
        _("type"),
        _("may be empty"),
        _("refers to"),
        _("meaning"),
        _("values"),
    ]


def rows(of=None):
    """Yield a line for each table, followed by a line for each column, in the active language.

    Describes all exported models, or those in `of`.
    """
    for model in models() if of is None else of:
        yield [model._meta.db_table, "", "", "", "", about(model), ""]
        for field in fields_of(model):
            yield [
                model._meta.db_table,
                field.column,
                type_of(field),
                _("yes") if (field.null or (field.blank and not field.primary_key)) else _("no"),
                target_of(field),
                meaning_of(field),
                values_of(field),
            ]


def about(model):
    """The description of a table: its verbose name, and its class docstring in English."""
    name = capfirst(str(labels.TABLES.get(model._meta.label, model._meta.verbose_name)))
    text = inspect.cleandoc(model.__doc__ or "")
    if get_language() != "en" or text.startswith(f"{model.__name__}("):
        return name
    return f"{name}. {' '.join(text.split())}"


def type_of(field):
    if isinstance(field, ForeignKey):
        return type_of(field.target_field)
    kind = field.get_internal_type()
    if kind == "DecimalField":
        return f"decimal({field.max_digits},{field.decimal_places})"
    if kind in TYPES:
        return TYPES[kind]
    return f"text({field.max_length})" if field.max_length else "integer"


def target_of(field):
    if not field.remote_field:
        return ""
    return f"{field.related_model._meta.db_table}.{field.target_field.column}"


def meaning_of(field):
    """The description of a column: verbose name and help text, or our own label."""
    name = field.verbose_name
    if is_made_up(field):
        name = label_of(field) or field.verbose_name
    text = capfirst(str(name))
    return f"{text}. {field.help_text}" if field.help_text else text


def label_of(field):
    """Label of a column, by its name or its target."""
    target = field.related_model
    return labels.WORDS.get(field.name) or (target and target._meta.verbose_name)


def is_made_up(field):
    """Whether Django derived `verbose_name` from the field's name, so that it is not translated."""
    return isinstance(field.verbose_name, str) and field.verbose_name == field.name.replace(
        "_", " "
    )


def values_of(field):
    """The values of a choice field, each with its label."""
    return "; ".join(f"{value} = {label}" for value, label in field.flatchoices if value != "")


def omissions():
    """A line for each omitted table and column, with the reason."""
    yield [_("table"), _("column"), _("reason")]
    for label, reason in [*exclusions.TABLES.items(), *exclusions.COLUMNS.items()]:
        table, column = place_of(label)
        yield [table, column, str(reason)]
    for table, reason in exclusions.WITHOUT_MODEL.items():
        yield [table, "", str(reason)]


def place_of(label):
    """The table and column of a label, app.Model or app.Model.field."""
    from django.apps import apps

    app, model, *name = label.split(".")
    meta = apps.get_model(app, model)._meta
    return meta.db_table, meta.get_field(name[0]).column if name else ""
