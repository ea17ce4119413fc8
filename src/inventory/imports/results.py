"""Results of an import: the filtered table on its page, and the downloadable sheet."""

from collections import Counter, defaultdict
from dataclasses import dataclass

from django.utils.functional import cached_property
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext, gettext_noop
from django.utils.translation import gettext_lazy as _
from django_filters import ChoiceFilter
from django_tables2 import Column

from core.imports.columns import OF_A_FIELD, heading_of
from core.imports.kinds import REASONS_LEFT_OUT, RowVerdict, reason_key
from core.lists.filters import FilterSet
from core.lists.tables import CappedPaginator, Table, TickColumn, badge, link
from core.workflow.event_messages import Sentence
from inventory.imports.donor_list import SAYS_OTHERWISE
from inventory.imports.lifecycle import ImportStatus
from inventory.imports.reading import row_numbers
from inventory.intake.validation import IMEI_LEFT_OUT, TWICE_IN_ROWS
from inventory.models import ImportRow

BATCH_SIZE = 1_000
GUESSES_SHOWN = 3
# names of warnings in the filter of rows, where an example would name one number of many
NAMES = {
    IMEI_LEFT_OUT: gettext_noop("Invalid IMEIs"),
    SAYS_OTHERWISE: gettext_noop("Values that differ from the register"),
}
MAX_SHOWN = 3  # maximum devices shown for a row
ROWS_PER_PAGE = 20  # few, since each row is a block on a phone


def _width(batch):
    cells = batch.rows.values_list("cells", flat=True)
    return max([len(batch.headings), *map(len, cells.iterator())])


def _headings(batch, width):
    names = [*batch.headings, *[""] * width][:width]
    return [heading_of(names, index) for index in range(width)]


def refused_rows(batch):
    """Yield the headings, then each refused row with its reasons, to be corrected and resent."""
    width = _width(batch)
    yield [*_headings(batch, width), _("reason")]
    for row in batch.rows.refused().iterator(chunk_size=BATCH_SIZE):
        yield [*[*row.cells, *[""] * width][:width], "\n".join(row.sentences)]


@dataclass(frozen=True)
class Reason:
    """A reason for refusal: an example, the number of rows, and whether they are left out.

    `key` is the value of the filter, `lost` the number of devices that no other row contains.
    """

    key: str
    example: Sentence
    rows: int
    is_left_out: bool
    lost: int = 0


def reasons_in(batch):
    """List the `Reason`s for which rows are refused, most frequent first."""
    examples, counts, left_out = {}, Counter(), batch.options.get(REASONS_LEFT_OUT, ())
    numbers = defaultdict(set)  # all rows with a repeated number are refused
    for problems in batch.rows.refused().values_list("problems", flat=True):
        for source, data in problems:
            examples.setdefault(source, Sentence(source, data))
            if source in TWICE_IN_ROWS.values():
                numbers[source].add(data["number"])
        counts.update({source for source, _data in problems})
    return [
        Reason(key, examples[source], rows, key in left_out, len(numbers[source]))
        for source, rows in counts.most_common()
        for key in [reason_key(source)]
    ]


def warnings_in(batch):
    """Yield (reason key, name, summary) for warnings about rows that are not refused."""
    examples, counts, labels = {}, Counter(), defaultdict(dict)
    rows = batch.rows.exclude(verdict=RowVerdict.REFUSED).exclude(problems=[])
    for row in rows.only("sheet", "number", "problems"):
        for source, data in row.problems:
            examples.setdefault(source, Sentence(source, data))
            counts[source] += 1
            labels[source][row.label] = True
    for source, example in examples.items():
        more = " …" if counts[source] > 1 else ""
        named = row_numbers(labels[source])
        words = {"count": counts[source], "rows": named, "words": f"{example}{more}"}
        if source == IMEI_LEFT_OUT:
            text = gettext("Invalid IMEIs: %(count)s (%(rows)s). %(words)s")
        elif source == SAYS_OTHERWISE:
            text = gettext("Rows that differ from the register: %(count)s (%(rows)s). %(words)s")
        else:
            text = gettext("%(words)s (%(rows)s)")
        name = gettext(NAMES[source]) if source in NAMES else str(example)
        yield reason_key(source), name, text % words


def result_rows(batch):
    """Yield the headings, then each row: its cells, verdict, reasons and tags."""
    width, kind = _width(batch), batch.list_kind
    labels = shown_values(kind)
    yield [*_headings(batch, width), _("row"), _("verdict"), _("reason"), _("devices")]
    for row in batch.rows.prefetch_related("devices").iterator(chunk_size=BATCH_SIZE):
        cells = [*row.cells, *[""] * width][:width]
        tags = " ".join(device.asset_tag for device in row.devices.all())
        reasons = [*row.sentences, *changes_of(row, kind, labels)]
        yield [*cells, row.label, row.status_label, "\n".join(reasons), tags]


def changes_of(row, kind, labels):
    """Yield a line for each changed field of a row; `labels` is the result of `shown_values`."""
    shown = kind.resource.shown
    for name, values in row.changes.items():
        before, after = (labels.get(name, {}).get(v, shown(name, v)) for v in values[:2])
        yield gettext(OF_A_FIELD) % {"thing": kind.fields[name], "words": f"{before} → {after}"}


def shown_values(kind):
    """Return {field: {code: label}} for the fields whose values are codes."""
    return {name: dict(each.choices()) for name, each in kind.vocabularies.items()}


def guesses_in(batch):
    """Return (field, label, number of rows, most frequent values) for guessed values."""
    kind, values = batch.list_kind, defaultdict(Counter)
    if kind.is_update:
        return []
    for changes in batch.rows.exclude(changes={}).values_list("changes", flat=True):
        for name in changes.keys() - set(kind.days):
            values[name][changes[name][1]] += 1
    labels = shown_values(kind)
    return [
        (
            name,
            label,
            values[name].total(),
            [labels.get(name, {}).get(v, v) for v, _n in values[name].most_common(GUESSES_SHOWN)],
        )
        for name, label in kind.fields.items()
        if name in values
    ]


def _named(field):
    """Return the label of a field, with a colon as in the active language."""
    return gettext(OF_A_FIELD) % {"thing": field, "words": ""}


class ImportRowFilter(FilterSet):
    """Filter rows by verdict, or by reason for a refusal or warning; `reasons` is {key: text}."""

    verdict = ChoiceFilter(label=_("Verdict"), choices=RowVerdict)
    reason = ChoiceFilter(label=_("Reason"), method="of_reason", choices=())

    def __init__(self, *args, reasons=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.filters["reason"].extra["choices"] = [*dict(reasons).items()]
        if not reasons:
            del self.filters["reason"]

    def of_reason(self, rows, _name, key):
        found = rows.exclude(problems=[]).order_by().values_list("pk", "problems")
        ids = [pk for pk, why in found if any(reason_key(source) == key for source, _d in why)]
        return rows.filter(pk__in=ids)


class ImportRowTable(Table):
    """Table of the rows of a list: verdict, changes, and cells of the columns that are read."""

    tick = TickColumn("row", form="conflicts")
    changes = Column(_("changes"))
    devices = Column(_("devices"))
    source = Column(_("cells of the row"), empty_values=())

    class Meta(Table.Meta):
        model = ImportRow
        fields = ["tick", "number", "verdict", "changes", "devices", "source"]
        is_stacked = True
        empty_text = _("No row matches.")

    def __init__(self, rows, batch):
        self.batch, self.labels = batch, shown_values(batch.list_kind)
        self.first_with = {}  # changes of a row -> label of the first row of the page with them
        self.read = [
            (index, heading_of(batch.headings, index)) for index in sorted(map(int, batch.mapping))
        ]
        is_update, is_open = batch.list_kind.is_update, batch.status == ImportStatus.CHECKED
        hidden = {
            "tick": not (is_update and is_open),
            "changes": not (is_update or batch.rows.exclude(changes={}).exists()),
            "devices": not batch.rows.filter(devices__isnull=False).exists(),
        }
        super().__init__(rows, exclude=[name for name, is_hidden in hidden.items() if is_hidden])
        if not is_update and not hidden["changes"]:
            self.columns["changes"].column.verbose_name = _("interpreted as")

    @cached_property
    def paginator(self):
        return CappedPaginator(self.data, ROWS_PER_PAGE)

    def cell_source(self, row):
        """The cells of the columns that are read, each after its heading."""
        filled = [
            (heading, row.cells[index])
            for index, heading in self.read
            if index < len(row.cells) and row.cells[index].strip()
        ]
        cells = format_html_join("", "<div><dt>{}</dt><dd>{}</dd></div>", filled)
        return format_html("<dl>{}</dl>", cells) if filled else ""

    def cell_tick(self, row):
        is_conflict = row.verdict == RowVerdict.CONFLICT
        return self.columns["tick"].column.cell(row) if is_conflict else ""

    def cell_number(self, row):
        return row.label

    def cell_verdict(self, row):
        if not row.problems:
            return badge(row)
        sentences = format_html_join("", "<li>{}</li>", ((sentence,) for sentence in row.sentences))
        return format_html('{}<ul class="small">{}</ul>', badge(row), sentences)

    def cell_changes(self, row):
        """Changes of the rows, once for all rows that are understood alike."""
        kind = self.batch.list_kind
        first = self.first_with.setdefault(str(row.changes), row.label)
        if row.changes and first != row.label and not kind.is_update:
            return _("like row %(row)s") % {"row": first}
        fields, shown = kind.fields, kind.resource.shown
        changes = format_html_join(
            "",
            "<li>{}{}<ins>{}</ins></li>",
            (
                (
                    _named(fields[name]),
                    self._before(self.labels.get(name, {}).get(before) or shown(name, before)),
                    self._shown(name, shown(name, after)),
                )
                for name, (before, after, *_raw) in row.changes.items()
            ),
        )
        return format_html('<ul class="small changes">{}</ul>', changes) if changes else ""

    def _before(self, text):
        """The previous value; "" if a guess filled an empty cell."""
        if not text and not self.batch.list_kind.is_update:
            return ""
        return format_html("<del>{}</del> → ", text or gettext("empty"))

    def _shown(self, name, value):
        return self.labels.get(name, {}).get(value, value) or gettext("empty")

    def cell_devices(self, row):
        """Links to at most three devices of the row."""
        devices = row.devices.all()
        shown = format_html_join(" ", "{}", ((link(device),) for device in devices[:MAX_SHOWN]))
        more = len(devices) - MAX_SHOWN
        return format_html("{} +{}", shown, more) if more > 0 else shown
