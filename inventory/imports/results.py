"""Results of an import: the filtered table on its page, and the downloadable sheet."""

from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django_filters import ChoiceFilter
from django_tables2 import Column

from core.lists.filters import FilterSet
from core.lists.tables import Table, TickColumn, badge, link
from inventory.imports.columns import heading_of
from inventory.imports.lifecycle import ImportStatus, RowVerdict
from inventory.intake.validation import OF_A_FIELD
from inventory.models import ImportRow

CHUNK = 1_000


def result_rows(batch):
    """Yield the headings, then each row: its own cells, the verdict, the reasons, the tags."""
    cells = batch.rows.values_list("cells", flat=True)
    width = max([len(batch.headings), *map(len, cells.iterator())])
    names = [*batch.headings, *[""] * width][:width]
    headings = [heading_of(names, index) for index in range(width)]
    yield [*headings, _("row"), _("verdict"), _("reason"), _("devices")]
    for row in batch.rows.prefetch_related("devices").iterator(chunk_size=CHUNK):
        cells = [*row.cells, *[""] * width][:width]
        tags = " ".join(device.asset_tag for device in row.devices.all())
        reasons = [*row.sentences, *changes_of(row, batch.list_kind)]
        yield [*cells, row.label, row.status_label, "\n".join(reasons), tags]


def changes_of(row, kind):
    """The changes of an update row, a line for each field."""
    for name, (before, after, *_raw) in row.changes.items():
        yield gettext(OF_A_FIELD) % {"thing": kind.fields[name], "words": f"{before} → {after}"}


def _named(field):
    """A field, and the colon as its language writes it."""
    return gettext(OF_A_FIELD) % {"thing": field, "words": ""}


def tags_of(devices, max_shown=3):
    """Links to these devices, no more than three."""
    shown = format_html_join(" ", "{}", ((link(device),) for device in devices[:max_shown]))
    return (
        format_html("{} +{}", shown, len(devices) - max_shown)
        if len(devices) > max_shown
        else shown
    )


class ImportRowFilter(FilterSet):
    verdict = ChoiceFilter(label=_("Verdict"), choices=RowVerdict)

    class Meta:
        model = ImportRow
        fields = ["verdict"]


class ImportRowTable(Table):
    """The rows of a list: the verdict, what would change, the cells of the columns that we read."""

    tick = TickColumn("row", form="conflicts")
    changes = Column(_("changes"))
    devices = Column(_("devices"))

    class Meta(Table.Meta):
        model = ImportRow
        fields = ["tick", "number", "verdict", "changes", "devices"]
        empty_text = _("No row matches.")

    def __init__(self, rows, batch):
        self.batch = batch
        self.read = sorted(int(index) for index in batch.mapping)
        headings = [
            (f"column_{index}", Column(heading_of(batch.headings, index))) for index in self.read
        ]
        is_update, is_open = batch.list_kind.is_update, batch.status == ImportStatus.CHECKED
        hidden = {
            "tick": not (is_update and is_open),
            "changes": not is_update,
            "devices": batch.status not in {ImportStatus.APPLIED, ImportStatus.UNDONE},
        }
        self.hidden = [name for name, is_hidden in hidden.items() if is_hidden]
        super().__init__(rows, extra_columns=headings, exclude=self.hidden)

    def cells(self):
        shown = [name for name in self._meta.fields if name not in self.hidden]
        for row in self.paginated_rows:
            record = row.record
            source = [
                record.cells[index] if index < len(record.cells) else "" for index in self.read
            ]
            yield record, [getattr(self, f"cell_{name}")(record) for name in shown] + source

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
        fields = self.batch.list_kind.fields
        changes = format_html_join(
            "",
            "<li>{}<del>{}</del> → <ins>{}</ins></li>",
            (
                (_named(fields[name]), before or gettext("empty"), after or gettext("empty"))
                for name, (before, after, *_raw) in row.changes.items()
            ),
        )
        return format_html('<ul class="small changes">{}</ul>', changes) if changes else ""

    def cell_devices(self, row):
        return tags_of(row.devices.all())
