"""Resources of import-export: mapped rows become drafts and records; records are exported.

A *row* holds the texts of a line of a file, {field: text}. The widgets of a resource turn it into a
*draft*, the unsaved record that it would become. Its *verdict* says whether it may be written, and
its *problems*, by field, say why not. `inventory/imports/check.py` runs the rows through a
resource; `write` is called by `inventory/imports/apply.py`. The library calls a draft an instance.
"""

from copy import copy
from types import SimpleNamespace

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import models
from django.utils.translation import gettext as _
from import_export.fields import Field
from import_export.resources import ModelResource, Resource
from import_export.results import RowResult
from import_export.widgets import Widget

from core.imports.cells import check_email, line_for, wrong
from core.imports.columns import map_columns, plain
from core.imports.kinds import RECORDS, RowVerdict, map_synonyms
from core.lists.spreadsheets import clean
from core.models import Event
from core.workflow.event_messages import Sentence
from core.workflow.lifecycle import Refused

# Rows checked between two progress reports.
PROGRESS_STEP = 1_000


def squash(text):
    return " ".join(text.split())


class ListField(Field):
    """A field of a list: its name is its key in a row, its label its heading in a file.

    With `reads_empty` an empty cell is read too: it has a default, or its value follows from
    another cell. Without `in_export` it is import-only; with `readonly` it is export-only.
    """

    def __init__(self, widget=None, label="", *, reads_empty=False, in_export=True, **options):
        super().__init__(widget=widget, **options)
        self.label, self.reads_empty, self.in_export = label, reads_empty, in_export


def within(attribute, fields):
    """Copy these fields to read and write an object stored in an attribute of the draft."""
    inner = {name: copy(field) for name, field in fields.items()}
    for field in inner.values():
        field.attribute = f"{attribute}__{field.attribute}"
    return inner


class Reader(Widget):
    """A cell parsed by a function, which raises `ValidationError` if the cell is invalid."""

    def __init__(self, read):
        super().__init__()
        self.read = read

    def clean(self, value, row=None, **kwargs):
        return self.read(value)


class Looked(Widget):
    """A cell that names a record, found by a method of the list's `lookup`."""

    def __init__(self, name):
        super().__init__()
        self.name = name

    def clean(self, value, row=None, *, lookup, **kwargs):
        return getattr(lookup, self.name)(value)


class TextWidget(Widget):
    """A cell as a single line that fits a field of a model."""

    def __init__(self, model, name):
        super().__init__()
        self.model, self.name = model, name

    def clean(self, value, row=None, **kwargs):
        return line_for(self.model, self.name, value)


class EmailWidget(TextWidget):
    def clean(self, value, row=None, **kwargs):
        email = super().clean(value)
        if email:
            check_email(email)
        return email


class DigitsWidget(TextWidget):
    """A number that people write in groups of digits."""

    def clean(self, value, row=None, **kwargs):
        return super().clean("".join(value.split()))


class ChoiceWidget(Widget):
    """The code to which a word was matched, or a default for an empty cell."""

    def __init__(self, choices, default=""):
        super().__init__()
        self.choices, self.default = choices, default

    def clean(self, value, row=None, **kwargs):
        return value or self.default

    def render(self, value, obj=None, **kwargs):
        return str(self.choices(value).label) if value else ""


class Outcome(RowResult):
    """The outcome of a checked row: its draft, its verdict, and its problems by field.

    `diff` is {field: [before, after]}: what an update changes, or how a cell is understood. `units`
    is the number of devices of the row; `is_overtaken`, whether the record changed since;
    `warnings`, sentences about a row that is imported all the same; `candidates`, the records that
    the row may describe, if there are several; `repeats`, an earlier list with a similar row.
    """

    draft = None
    candidates = ()
    repeats = None
    units = 1
    is_overtaken = False

    def __init__(self):
        super().__init__()
        self.warnings = []

    def add_instance_info(self, instance):
        """Record nothing: drafts are unsaved and have no id."""

    def refuse(self, problems, field=NON_FIELD_ERRORS):
        """Add problems of a field, of the whole row, or of its comparison with other rows."""
        errors = self.validation_error.update_error_dict({}) if self.validation_error else {}
        errors.setdefault(field, []).extend(wrong(source, **data) for source, data in problems)
        self.validation_error = ValidationError(errors)
        self.import_type = self.IMPORT_TYPE_INVALID

    @property
    def described(self):
        """The draft of the device that the row describes, or None."""
        return getattr(self.draft, "described", None)

    @property
    def problems(self):
        """The errors of the row as `Sentence`s, in the order of the fields."""
        errors = self.validation_error.update_error_dict({}) if self.validation_error else {}
        return [Sentence(e.message, e.params or {}) for some in errors.values() for e in some]

    @property
    def verdict(self):
        if self.is_invalid():
            return RowVerdict.REFUSED
        if self.is_skip():
            return RowVerdict.SAME
        return RowVerdict.CONFLICT if self.is_overtaken else RowVerdict.GOOD


class ListResource(Resource):
    """The rows of a list (`batch`, an `ImportBatch`; `rows`, its `ImportRow`s) as drafts.

    The library's hooks, in the order in which a check calls them:

    - `before_import` prefetches, in a few queries, what the rows refer to (`lookup`, which every
      widget gets) and the `records` that they describe: a row identical to the export of its
      record is skipped, whatever its problems;
    - `import_row`, for each row: `before_import_row`, `init_instance`, the widgets, `skip_row`,
      `validate_instance`; it saves nothing;
    - `after_import` refuses rows that conflict with other rows or with the stock.

    `write` enters drafts that were checked.
    """

    # {field: label}, for fields without a label of their own.
    titles = {}
    # {field: `Vocabulary`} of the fields whose cells are words; names of the fields with days.
    vocabularies = {}
    days = ()
    lookup = None
    # Whether records can be exported in the format of the import.
    is_exported = True

    class Meta:
        skip_diff = True

    def __init_subclass__(cls, **kwargs):
        super().__init_subclass__(**kwargs)
        for name, field in cls.fields.items():
            field.label = field.label or cls.titles.get(name, "")
            if field.attribute is None and field.dehydrate_method is None:
                field.attribute = name

    def __init__(self, batch=None, rows=()):
        super().__init__()
        self.fields = {name: self.fields[name] for name in self._meta.fields or self.fields}
        for name, field in self.fields.items():
            field.column_name = name
        self.batch, self.rows, self.draft = batch, rows, None
        self.same, self.records = frozenset(), {}
        self.done = batch.rows_done() if batch else ()

    @classmethod
    def get_row_result_class(cls):
        return Outcome

    @classmethod
    def labels(cls):
        """{name: label} of the fields that a list may have."""
        names = cls._meta.fields or cls.fields
        return {n: cls.fields[n].label for n in names if not cls.fields[n].readonly}

    # --- Import: rows become drafts.

    def texts(self):
        """Return the rows as {field: text}, according to the mapping of the columns."""
        cells = [row.cells for row in self.rows]
        return map_columns(cells, self.batch.mapping, self.batch.list_kind)

    def checking(self, dataset):
        """Set `result`, with an outcome for each of these rows; yield how many are done."""
        self.before_import(dataset)
        self.result = self.get_result_class()()
        for number, row in enumerate(dataset):
            self.result.append_row_result(self.import_row(row, row_number=number, dry_run=True))
            if number % PROGRESS_STEP == 0:
                yield number + 1
        self.after_import(dataset, self.result, dry_run=True)
        yield len(dataset)

    def before_import(self, dataset, **kwargs):
        map_synonyms(dataset, self.vocabularies, self.batch.values)
        self.find_same(dataset)

    def find_same(self, dataset):
        """Find the records of these rows, and the rows identical to the export of their record."""
        self.records = self.find_records(dataset)
        if not self.records:
            return
        nothing = dict.fromkeys(self.vocabularies, "")
        exported = {index: nothing | self.cells(one) for index, one in self.records.items()}
        map_synonyms(exported.values(), self.vocabularies, {})
        names = set(self.batch.mapping.values())
        self.same = {
            index
            for index, cells in exported.items()
            if all(squash(cells.get(name, "")) == squash(dataset[index][name]) for name in names)
        }

    def find_records(self, dataset):
        """{index: record} of the rows whose record already exists."""
        return {}

    def import_row(self, row, instance_loader=None, **kwargs):
        self.index, self.row, self.draft = kwargs["row_number"], row, None
        outcome = super().import_row(row, instance_loader, lookup=self.lookup, **kwargs)
        for error in outcome.errors:
            raise error.error
        if outcome.is_invalid():
            outcome.validation_error.__traceback__ = None
        outcome.draft = self.draft
        return outcome

    def get_or_init_instance(self, instance_loader, row):
        self.draft = self.init_instance(row)
        return self.draft, self._meta.skip_diff

    def import_instance(self, instance, row, **kwargs):
        errors = self.read_cells(instance, row, self.fields, **kwargs)
        if errors:
            raise ValidationError(errors)

    def read_cells(self, draft, row, names, **kwargs):
        """Read the cells of these fields; return {field: error} for those that a widget refuses.

        The library would stop at the first error.
        """
        errors = {}
        for name in names:
            field = self.fields[name]
            if field.readonly or not (row.get(name) or field.reads_empty):
                continue
            try:
                field.save(draft, row, **kwargs)
            except ValidationError as error:
                errors[name] = error.with_traceback(None)  # a traceback keeps all rows in memory
        return errors

    def skip_row(self, instance, original, row, import_validation_errors=None):
        if self.index in self.same or not self.done:  # rows of the API have no place in a sheet
            return self.index in self.same
        source = self.rows[self.index]
        return (source.sheet, source.number) in self.done

    def validate_instance(self, instance, import_validation_errors=None, **options):
        errors = dict(import_validation_errors or {})
        for field, (source, data) in self.problems(instance, errors):
            errors.setdefault(field, []).append(wrong(source, **data))
        super().validate_instance(instance, errors, **options)

    def problems(self, draft, errors):
        """Yield (field, `Sentence`) for each problem of a draft; `errors` are those of cells."""
        return ()

    def save_instance(self, instance, is_create, row, **kwargs):
        """Do nothing: a check writes no row, so that it holds no lock on the database."""

    @classmethod
    def shown(cls, name, value):
        """Format a value of `Outcome.diff` for the user."""
        return value

    # --- Writing: with the bulk operations of the models.

    def write(self, rows, *, by):
        """Enter the drafts of these rows (`row.outcome.draft`); return the devices of each."""
        raise NotImplementedError

    # --- Export: records become cells that can be imported again.

    def records_for(self, user):
        """The records that this user may export."""
        raise NotImplementedError

    def cells(self, record):
        """The cells of a record in the export, {field: text}."""
        return {
            name: clean(self.export_field(field, record)).strip() if field.in_export else ""
            for name, field in self.fields.items()
        }

    def get_export_fields(self, selected_fields=None):
        return [field for field in super().get_export_fields(selected_fields) if field.in_export]

    def get_export_headers(self, selected_fields=None):
        return [str(field.label) for field in self.get_export_fields(selected_fields)]


class RecordResource(ListResource, ModelResource):
    """Resource that creates a record of `Meta.model` for each row, unless it already exists.

    `unique` is {names of fields that are unique together: message with the name of the record that
    has these values already}; its first key identifies the record of a row. `twice` is the message
    with the number of an earlier row that has the same values, `not_valid` {field: message for a
    text that its validators refuse}.
    """

    unique = {}
    twice = ""
    not_valid = {}

    @classmethod
    def field_from_django_field(cls, field_name, django_field, readonly):
        widget = TextWidget(cls._meta.model, field_name)
        how = {"attribute": field_name, "column_name": field_name, "readonly": readonly}
        return ListField(widget, django_field.verbose_name, **how)

    def find_records(self, dataset):
        self.seen, self.taken = {}, {}
        for record in self.get_queryset():
            for names in self.unique:
                self.taken[key_of(names, record)] = record
        first = next(iter(self.unique))
        keys = enumerate(key_of(first, SimpleNamespace(**row)) for row in dataset)
        return {index: self.taken[key] for index, key in keys if key in self.taken}

    def problems(self, draft, errors):
        others = {field.name for field in draft._meta.fields} - self.not_valid.keys()
        try:
            draft.clean_fields(exclude=others | errors.keys())
        except ValidationError as refusal:
            for name in refusal.error_dict:
                text = str(getattr(draft, name))[:60]
                yield name, Sentence(self.not_valid[name], {"text": text})
        yield from self.twins(draft)

    def twins(self, draft):
        row = self.rows[self.index].label
        for names, sentence in self.unique.items():
            key, field = key_of(names, draft), names.split()[-1]
            if key is None:
                continue
            if key in self.taken:
                yield field, Sentence(sentence, {"name": str(self.taken[key])})
            first = self.seen.setdefault(key, row)
            if first != row:
                yield field, Sentence(self.twice, {"row": first})

    def after_import(self, dataset, result, **kwargs):
        """Reset no sequence, since nothing was saved."""

    def records_for(self, user):
        return self.get_queryset().visible_to(user)


def key_of(names, record):
    """Return the normalised unique key of a record, or None if its last field is empty."""
    values = [plain(str(getattr(record, name) or "")) for name in names.split()]
    return (names, *values) if values[-1] else None


def link_records(batch, rows):
    """Store the id of the record that each written row became, for `undo_records`."""
    entered = {str(row.pk): row.outcome.draft.pk for row in rows}
    batch.options = batch.options | {RECORDS: batch.options.get(RECORDS, {}) | entered}
    batch.save(update_fields=["options"])


def undo_records(batch, rows, *, by):
    """Lock and delete the records that these rows became.

    Raises `Refused`, naming the row, if a record was changed or deleted since, or is in use.
    """
    entered, model = batch.options.get(RECORDS, {}), batch.list_kind.resource._meta.model
    locked = model.objects.select_for_update(of=("self",))
    records = locked.in_bulk([entered[str(row.pk)] for row in rows if str(row.pk) in entered])
    for row in rows:
        record = records.get(entered.get(str(row.pk)))
        names = {"row": row.label, "record": record}
        if record is None:
            raise Refused(
                _("Row %(row)s: its record no longer exists, so the list cannot be undone.") % names
            )
        if Event.objects.about(record).count() > 1:
            raise Refused(
                _("Row %(row)s: %(record)s has been changed since: it cannot be removed.") % names
            )
        try:
            record.delete()
        except models.ProtectedError as error:
            raise Refused(
                _("Row %(row)s: %(record)s is in use: it cannot be removed.") % names
            ) from error
