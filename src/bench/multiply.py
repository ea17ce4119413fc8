"""Copy the demo's association, on PostgreSQL: `make bench ARGS="--copies 10"`.

Each copy has its own sites, organisations, users and donors, and all rows that refer to them. So
each site has as many rows as in the demo, which is realistic for a larger network. Reference data
(catalogue, checklists, texts, settings) is shared. Copied rows satisfy every CHECK, so operations
can change them.
"""

from dataclasses import dataclass
from functools import cached_property
from string import ascii_lowercase, ascii_uppercase, digits

from django.apps import apps
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.core.management import CommandError
from django.db import connection, models, transaction

from core.models.singleton import SingletonModel
from donations.models import Donor
from loans.models import AgreementText
from people.models import AreaTable, LetterText, Organisation, Processing, Site, User

ROOTS = (Site, Organisation, User, Donor)
# Reference data that is not copied, although it refers to the user who saved it.
SHARED = (AgreementText, AreaTable, LetterText, Processing)
MAX_COPIES = 26  # the codes and names of each copy are marked with another letter


@dataclass
class Table:
    """A copied table; the keys of each copy are shifted by its highest key."""

    model: type[models.Model]

    @property
    def name(self):
        return self.model._meta.db_table

    @cached_property
    def highest(self):
        return self.model._base_manager.aggregate(last=models.Max("pk"))["last"] or 0

    @cached_property
    def generic(self):
        """Generic foreign keys by the name of their column with the id."""
        fields = self.model._meta.private_fields
        return {field.fk_field: field for field in fields if isinstance(field, GenericForeignKey)}

    @cached_property
    def rules(self):
        """Lists of fields that are unique together."""
        options = self.model._meta
        rules = [[field.name] for field in options.local_fields if field.unique]
        rules += options.unique_together
        for constraint in options.constraints:
            if isinstance(constraint, models.UniqueConstraint):
                expressions = models.ExpressionList(*constraint.expressions).flatten()
                named = [part.name for part in expressions if isinstance(part, models.F)]
                rules.append([*constraint.fields, *named])
        return [[options.get_field(name) for name in rule] for rule in rules]

    def is_shifted(self, field, tables):
        """Whether copies have another value in this field: a key, or a reference to a copy."""
        refers = field.is_relation and field.related_model in tables
        return field.primary_key or refers or field.name in self.generic

    def marked(self, tables):
        """Names of the fields to change in each copy for its unique rules; None if one would fail.

        A rule with a shifted key is satisfied anyway. For other rules, the last free text is
        marked.
        """
        names = set()
        for rule in self.rules:
            if any(self.is_shifted(field, tables) for field in rule):
                continue
            changeable = [field.name for field in rule if _is_changeable(field)]
            if not changeable:
                return None
            names.add(changeable[-1])
        return names


def _is_changeable(field):
    is_text = isinstance(field, models.CharField | models.TextField) and not field.choices
    return is_text or isinstance(field, models.BooleanField)


def multiply(copies):
    """Copy the rows of the demo until each exists `copies` times, including the original."""
    if connection.vendor != "postgresql":
        raise CommandError("Copies need PostgreSQL.")
    if copies > MAX_COPIES:
        raise CommandError(f"At most {MAX_COPIES} copies.")
    with transaction.atomic():
        copy_rows(copies)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def copy_rows(copies):
    """Add `copies` - 1 copies of the rows of all copied tables.

    Requires a superuser of PostgreSQL: triggers and foreign keys are disabled until the commit.
    """
    tables = copied_tables()
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        for table in tables.values():
            for copy in range(1, copies if table.highest else 1):
                cursor.execute(_copy_of(table, tables, copy))
            _move_sequence(cursor, table)
        cursor.execute("SET LOCAL session_replication_role = origin")


def copied_tables():
    """Tables to copy, by model: the roots, and all tables that refer to a root, even indirectly.

    A table whose unique rules a copy would violate (versions of checklists and of texts, receipts
    numbered by year) is not copied, nor are settings.
    """
    tables = {model: Table(model) for model in ROOTS}
    candidates = [
        Table(model)
        for model in apps.get_models(include_auto_created=True)
        if isinstance(model._meta.pk, models.AutoField) and model._meta.managed
        if not issubclass(model, (SingletonModel, *SHARED))
    ]
    count = 0
    while count < len(tables):
        count = len(tables)
        for table in candidates:
            related = {field.related_model for field in table.model._meta.concrete_fields}
            if related & tables.keys() and table.marked({**tables, table.model: table}) is not None:
                tables.setdefault(table.model, table)
    return tables


def _copy_of(table, tables, copy):
    """The statement that copies the demo's rows of a table once more."""
    marked = table.marked(tables)
    fields = [field for field in table.model._meta.concrete_fields if not field.generated]
    values = [_value_of(field, table, tables, field.name in marked, copy) for field in fields]
    names = ", ".join(f'"{field.column}"' for field in fields)
    return (
        f'INSERT INTO "{table.name}" ({names}) SELECT {", ".join(values)}'  # noqa: S608
        f' FROM "{table.name}" WHERE id <= {table.highest}'
    )


def _value_of(field, table, tables, is_marked, copy):
    """Expression for the value of a column in a copied row."""
    name = f'"{field.column}"'
    if field.primary_key:
        return f"{name} + {copy * table.highest}"
    if target := tables.get(field.related_model):
        return f"{name} + {copy * target.highest}"
    if generic := table.generic.get(field.name):
        return _generic_key(name, generic, table, tables, copy)
    if not is_marked:
        return name
    if isinstance(field, models.BooleanField):  # copies of our association are ordinary
        return "false"
    return _marked_text(name, field.max_length, copy)


def _marked_text(name, max_length, copy):
    """Add a letter to a text; in numbers and full columns, rotate the first two characters.

    So e-mails stay in lower case, tags and serial numbers in capitals, and IMEIs have 15 digits.
    """
    tens, ones = (_rotated(copy, turns) for turns in divmod(copy, 10))
    first, second = (
        f"translate(substr({name}, {place}, 1), '{_rotated(0, 0)}', '{letters}')"
        for place, letters in ((1, tens), (2, ones))
    )
    small, capital = ascii_lowercase[copy - 1], ascii_uppercase[copy - 1]
    return (
        f"CASE WHEN {name} = '' THEN ''"
        f" WHEN {name} ~ '^[0-9]{{3,}}$' OR length({name}) = {max_length or 0}"
        f" THEN {first} || {second} || substr({name}, 3)"
        f" WHEN {name} = lower({name}) THEN {name} || '{small}' ELSE {name} || '{capital}' END"
    )


def _rotated(by, digits_by):
    """Letters, each alphabet rotated by `by`, and digits, rotated by `digits_by`."""
    alphabets = ((ascii_lowercase, by), (ascii_uppercase, by), (digits, digits_by))
    return "".join(signs[turns:] + signs[:turns] for signs, turns in alphabets)


def _generic_key(name, generic, table, tables, copy):
    """Expression for a generic key, shifted if the table it refers to is copied."""
    kind = table.model._meta.get_field(generic.ct_field).column
    cases = "".join(
        f" WHEN {ContentType.objects.get_for_model(model).pk} THEN {copy * target.highest}"
        for model, target in tables.items()
    )
    return f'{name} + CASE "{kind}"{cases} ELSE 0 END'


def _move_sequence(cursor, table):
    cursor.execute(
        f"SELECT setval(pg_get_serial_sequence('{table.name}', 'id'), greatest(max(id), 1),"  # noqa: S608
        f' count(*) > 0) FROM "{table.name}"'
    )
