"""Export of a list: exactly the filtered rows, with an event for each export.

Coordinators may export, and associations may export their own rows. The event has the list, the
filters and the number of rows, but no search text.
"""

import html
import re
from itertools import islice
from operator import attrgetter

from django.contrib import messages
from django.core.exceptions import FieldDoesNotExist, ObjectDoesNotExist
from django.db import models
from django.db.models import QuerySet, prefetch_related_objects
from django.forms import CharField
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.html import strip_tags
from django.utils.safestring import SafeData

from core.formatting import yes_or_no
from core.lists.filters import private_of
from core.lists.spreadsheets import TYPES, is_too_long, sheet_response, too_long
from core.models import Event
from core.workflow.operations import operation

CHUNK = 2_000
BREAK = re.compile(r"<(?:br|/li|/p|/div)\b[^>]*>")


@operation("core.export_list")
def record_export(name, *, by, filters, count, form):
    """Record the export of a list: its user, its filters and the number of rows."""
    Event.objects.record(
        "list.exported", by, by=by, list=name, filters=filters, count=count, form=form
    )


def answer(toolbar):
    """Response with the exported file: the shown columns or all, in the order of the list.

    If the rows do not fit in the chosen format, redirect to the list, which names the formats
    without a limit.
    """
    data, table = toolbar.request.POST, toolbar.table
    form = data.get("form") if data.get("form") in TYPES else "csv"
    is_whole = data.get("columns") == "all"
    table.show([] if is_whole else [n for n in toolbar.choices if n not in toolbar.exported])
    rows = table.data.data
    count = rows.order_by().count() if isinstance(rows, QuerySet) else len(rows)
    if is_too_long(form, count):
        messages.error(toolbar.request, too_long())
        return redirect(toolbar.here)
    of_page = [f"{name}={value}" for name, value in toolbar.request.resolver_match.kwargs.items()]
    applied = of_page + filters_of(toolbar.filters, toolbar.request.GET)
    record_export(toolbar.name, by=toolbar.user, filters=applied, count=count, form=form)
    name = f"{table.title()} {timezone.localdate().isoformat()}"
    return sheet_response(name, form, sheet_rows(table))


def filters_of(filters, data):
    """The active filters as codes, for an event; only the field name if text was typed.

    `filters` is a `FilterSet`, a form or None.
    """
    if filters is None:
        return []
    fields = getattr(filters, "form", filters).fields
    typed = private_of(filters) | {n for n, field in fields.items() if type(field) is CharField}
    applied = [(name, data.getlist(name)) for name in fields if any(data.getlist(name))]
    return [
        name if name in typed else f"{name}={','.join(values)[:40]}" for name, values in applied
    ]


def sheet_rows(table):
    """Yield the headings of a table, then the values of each of its rows: texts, numbers, dates."""
    names = [name for name in table.columns.names() if is_exported(table, name)]
    yield headings(table, names)
    readers = [reader_of(table, name) for name in names]
    for records in chunks(table.data.data):
        table.prepare(records)
        for record in records:
            yield [read(record) for read in readers]


def headings(table, names):
    return [capitalised(table.columns.columns[name].header) for name in names]


def is_exported(table, name):
    """Whether a column describes its row, unlike a checkbox or a button."""
    column = table.columns.columns[name]  # hidden or not
    return bool(column.header) and not (
        name in table.Meta.page_only or hasattr(column.column, "box")
    )


def capitalised(heading):
    text = str(heading)
    return text[:1].upper() + text[1:]


def chunks(rows):
    """Yield the rows in lists; related rows are fetched once for each list, not for each row."""
    if not isinstance(rows, QuerySet):
        yield from _lists_of(iter(rows))
        return
    ways = list(_ways(rows.query.select_related or {}))
    single = [RelatedCache(rows.model, way) for way in ways if _is_plain(rows.model, way)]
    deeper = [way for way in ways if not _is_plain(rows.model, way)]
    for records in _lists_of(rows.select_related(None).prefetch_related(None).iterator(CHUNK)):
        for cache in single:
            cache.give(records)
        prefetch_related_objects(records, *deeper, *rows._prefetch_related_lookups)
        yield records


def _lists_of(rows):
    while some := list(islice(rows, CHUNK)):
        yield some


class RelatedCache:
    """Bounded cache of the rows that a foreign key refers to, filled as needed."""

    MAX_ROWS = 5_000

    def __init__(self, model, name):
        self.field, self.rows = model._meta.get_field(name), {}

    def give(self, records):
        """Prefetch the related rows of these records."""
        name, attname = self.field.name, self.field.attname
        # attribute access would be a call per row
        keys = [vars(record)[attname] for record in records]
        if len(self.rows) > self.MAX_ROWS:
            self.rows = {}
        new = {*keys} - {None} - self.rows.keys()
        self.rows |= self.field.related_model._base_manager.in_bulk(new)
        for record, key in zip(records, keys, strict=True):
            record._state.fields_cache[name] = self.rows.get(key)


def _is_plain(model, way):
    """Whether this is a foreign key of the model itself to the id of another model."""
    if "__" in way:
        return False
    field = model._meta.get_field(way)
    return isinstance(field, models.ForeignKey) and field.target_field.primary_key


def _ways(related):
    """The paths of a `select_related`.

    Example: {"donation": {"donor": {}}} gives donation and donation__donor.
    """
    for name, deeper in related.items() if isinstance(related, dict) else ():
        yield name
        yield from (f"{name}__{way}" for way in _ways(deeper))


def reader_of(table, name):
    """Return a function (record) -> exported value of a column, never more than its cell shows."""
    own = getattr(table, f"value_{name}", None)
    if own:
        return own
    by_kind = reader_of_field(table, name, lambda value: value)
    if by_kind:
        return by_kind
    cell = getattr(table, f"cell_{name}", None)
    if cell:
        return lambda record: plain(cell(record))
    get = reader_along(table, name)
    return lambda record: plain(get(record))


def reader_along(table, name):
    """Return a function that follows the accessor of a column; it gives None if a row is missing.

    Raise if the accessor names an unknown attribute, which the library's own accessor hides.
    """
    first, *others = table.columns[name].accessor.bits
    if not others:
        return attrgetter(first)

    def follow(record):
        try:
            value = getattr(record, first)
            for other in others:
                value = value and getattr(value, other)
        except ObjectDoesNotExist:
            return None
        return value

    return follow


def reader_of_field(table, name, say):
    """The reader of a field of dates, times, choices or booleans; None for any other field.

    `say` formats a date or a datetime.
    """
    try:
        field = table._meta.model._meta.get_field(name)
    except (AttributeError, FieldDoesNotExist):
        return None
    get = attrgetter(name)
    if getattr(field, "choices", None) and name not in table.Meta.as_stored:
        labels = {value: str(label) for value, label in field.flatchoices}
        return lambda record: labels.get(get(record), get(record))
    if isinstance(field, models.DateField):
        return lambda record: say(get(record))
    if isinstance(field, models.BooleanField):
        return lambda record: yes_or_no(get(record))
    return None


def plain(cell):
    """The text of a cell, without its HTML."""
    if isinstance(cell, SafeData):
        text = strip_tags(BREAK.sub(" · ", cell))
        return " ".join(html.unescape(text).split()).strip(" ·")
    return cell
