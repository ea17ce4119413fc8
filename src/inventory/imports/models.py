"""Imports: a file, its rows with their verdicts, and the devices of each row."""

from datetime import timedelta

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from catalogue.models import Category
from core.dates import is_over
from core.formatting import day
from core.imports.kinds import CONTINUES, KINDS, PART_OF, RowVerdict
from core.models.fields import check, document_key, once, protected_key, user_key
from core.workflow.event_messages import Sentence
from core.workflow.guards import FORGOTTEN, Guard, append_only, frozen, sql_list
from core.workflow.lifecycle import Workflow, WorkflowQuerySet, status_field, valid_status
from donations.models import Donation
from inventory.devices.models.device import Device
from inventory.devices.models.transfer import Transfer
from inventory.imports.lifecycle import AT_WORK, VERDICT_BADGES, ImportStatus
from people.models import Retention, Site

NEVER_APPLIED = [ImportStatus.CHECKING, ImportStatus.CHECKED, ImportStatus.DROPPED]
TAKEN = sql_list(RowVerdict.WRITTEN, RowVerdict.UNDONE)
STANDING = [*AT_WORK, ImportStatus.APPLIED]
# Names of lists whose file name is erased, with the day of the erasure or of the import.
NAMES_OF_FORGOTTEN = {
    ImportStatus.UNDONE: _("list undone on %(day)s"),
    ImportStatus.DROPPED: _("list discarded on %(day)s"),
}
NAME_OF_FORGOTTEN = _("list imported on %(day)s")


class ImportBatchQuerySet(WorkflowQuerySet):
    def visible_to(self, user):
        """Imports of visible donations, and without a donation for users who may import.

        Only users who may see people see imports with personal data; nobody sees imports of a
        removed module.
        """
        visible = Q(donation__in=Donation.objects.visible_to(user))
        if user.has_perm("inventory.import_device"):
            visible |= Q(donation=None)
        if not user.has_perm("people.view_recipient"):
            visible &= Q(names_people=False)
        return self.filter(visible, kind__in=KINDS)

    def to_forget(self, moment):
        """Imports before `moment` whose file must be deleted.

        They have personal data in their rows or omitted columns, or were never applied.
        """
        late = self.filter(created_at__lt=moment, document__purged_at=None)
        late = late.exclude(status__in=AT_WORK)
        unwritten = Q(status__in=NEVER_APPLIED)
        certain = late.filter(Q(names_people=True) | unwritten).values_list("pk", flat=True)
        others = late.filter(names_people=False).exclude(unwritten).only("reading")
        hiding = [batch.pk for batch in others if batch.omits_people]
        return self.filter(pk__in=[*certain, *hiding])

    def standing(self):
        """Imports applied, being applied or being undone."""
        return self.filter(status__in=STANDING)

    def without_progress(self, lease, *, now):
        """Imports in a worker, without progress during `lease`."""
        return self.filter(is_over("offered_at", lease, now=now), status__in=AT_WORK)

    def with_late_check(self, lease, *, now):
        """Imports whose check began longer than `lease` ago and has not ended."""
        return self.filter(is_over("offered_at", lease, now=now), status=ImportStatus.CHECKING)


class ImportBatch(Workflow):
    """An import: the file, its column mapping and synonyms, and its status.

    `mapping` is {column index as text: field}, `values` {field: {word: code}} as chosen, `words`
    {field: {word: [as written, rows]}} as found; the kind of list defines the fields.
    """

    Status = ImportStatus
    DONOR_LIST = "donor_list"

    status = status_field(ImportStatus, ImportStatus.CHECKED)
    donation = protected_key(Donation, related_name="imports", null=True)
    # lot of an external workshop's audit
    outing = protected_key(Transfer, related_name="audits", null=True)
    # site of the devices of a list without a donation
    site = protected_key(Site, related_name="+", null=True)
    document = document_key()
    kind = models.CharField(max_length=20, default=DONOR_LIST)
    # The cells contain personal data: access is restricted, and they are deleted after their
    # retention.
    names_people = models.BooleanField(default=False, editable=False)
    # digest of the rows that are read, equal for the same list in another file
    digest = models.CharField(max_length=64)
    headings = models.JSONField(default=list)
    mapping = models.JSONField(default=dict)
    words = models.JSONField(default=dict)
    values = models.JSONField(default=dict)
    # reading options of the file, as returned by `reading._described`: encoding, sheets, omissions
    reading = models.JSONField(default=dict)
    # answers to the questions of the kind of list
    options = models.JSONField(default=dict)
    default_category = protected_key(
        Category, _("default category"), null=True, blank=True, related_name="+"
    )
    skip_refused = models.BooleanField(_("skip the refused rows"), default=False)
    error = models.TextField(blank=True)
    by = user_key()
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    # time of the latest enqueuing or progress: if it is too old, the list is enqueued again
    offered_at = models.DateTimeField(null=True, editable=False)
    # number of rows processed by the worker, and number of the attempt: older attempts stop
    done = models.PositiveIntegerField(default=0, editable=False)
    run = models.PositiveIntegerField(default=0, editable=False)

    objects = ImportBatchQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("imported list")
        verbose_name_plural = _("imported lists")
        constraints = [
            valid_status(ImportStatus, name="status"),
            check(
                "of_a_donation",
                ~Q(kind="donor_list") | Q(donation__isnull=False),
                _("A donor’s list must belong to a donation."),
            ),
            once(
                ["kind", "digest"],
                _("This list has already been imported."),
                condition=Q(status__in=STANDING),
            ),
            frozen(
                ["donation_id", "outing_id", "document_id", "kind"],
                _("An imported list must keep its original file."),
            ),
            frozen(
                ["names_people"],
                _("A list that names people must stay marked as such."),
                name="people_frozen",
                when=f"OLD.status NOT IN {sql_list(ImportStatus.CHECKING, ImportStatus.CHECKED)}",
            ),
            Guard(
                name="inventory_importbatch_kept",
                on={"DELETE": f"OLD.status <> '{ImportStatus.CHECKED}'"},
                violation_error_message=_("A saved list cannot be deleted: undo it instead."),
            ),
        ]

    def __str__(self):
        if self.document.name != FORGOTTEN:
            return self.document.name
        name, moment = NAMES_OF_FORGOTTEN.get(self.status), self.document.purged_at
        if name is None:
            name, moment = NAME_OF_FORGOTTEN, self.created_at
        return name % {"day": day(moment)}

    def get_absolute_url(self):
        return reverse("import_detail", args=[self.pk])

    @property
    def list_kind(self):
        return KINDS[self.kind]

    @property
    def part_of(self):
        """URL of the larger import that writes this list with others; "" for a separate list."""
        return self.options.get(PART_OF, "")

    @property
    def file_until(self):
        """The last day on which the file can be downloaded; None if kept or already deleted."""
        stays = self.status not in NEVER_APPLIED and not (self.names_people or self.omits_people)
        if stays or self.document.purged_at:
            return None
        return timezone.localdate(self.created_at + timedelta(days=Retention.cached().list_days))

    @property
    def onward_address(self):
        """URL of the page with the imported records; "" for devices, listed on their lot."""
        return self.list_kind.onward(self) if self.list_kind.onward else ""

    @property
    def reading_address(self):
        """URL of the reading options of the file; "" once the file is deleted."""
        return "" if self.document.purged_at else reverse("import_reading", args=[self.pk])

    def rows_done(self):
        """Return the places of the rows that the imports which it continues have written."""
        if not (continued := self.options.get(CONTINUES)):
            return set()
        done = ImportRow.objects.written().filter(batch__in=continued)
        return set(done.values_list("sheet", "number"))

    @property
    def is_at_work(self):
        return self.status in AT_WORK

    @property
    def omits_people(self):
        """Whether the file may name people in columns that were not read."""
        sheets = self.reading.get("sheets", [])
        hidden = [sheet for sheet in sheets if sheet["people"] or sheet["hidden_columns"]]
        return bool(hidden or self.reading.get("left_out") or self.reading.get("withheld"))

    @property
    def sheets_read(self):
        """Names of the sheets that are read; an empty name for a text file."""
        return [sheet["name"] for sheet in self.reading.get("sheets", []) if sheet["is_read"]]


class ImportRowQuerySet(models.QuerySet):
    def good(self):
        return self.filter(verdict=RowVerdict.GOOD)

    def written(self):
        """Rows applied and not undone."""
        return self.filter(verdict=RowVerdict.WRITTEN)

    def refused(self):
        return self.filter(verdict=RowVerdict.REFUSED)

    def waiting(self):
        return self.filter(verdict=RowVerdict.WAITING)


class ImportRow(models.Model):
    """A row of a list: its verbatim cells, the verdict, and the devices created from it."""

    batch = protected_key(ImportBatch, related_name="rows", db_index=False)
    # sheet of the row, if several sheets are read
    sheet = models.CharField(_("sheet"), max_length=80, blank=True)
    number = models.PositiveIntegerField(_("row"))
    cells = models.JSONField(default=list)
    verdict = models.CharField(
        _("verdict"), max_length=8, choices=RowVerdict, default=RowVerdict.UNREAD
    )
    problems = models.JSONField(default=list)
    units = models.PositiveSmallIntegerField(_("devices"), default=1)
    # for an update: {field: [before, after]}, and whether the row overwrites newer records
    changes = models.JSONField(default=dict)
    is_forced = models.BooleanField(default=False)
    # {column: text} of cells that look like personal data, which are empty in `cells` until a
    # coordinator restores them; the value is None once restored or reviewed, "" once deleted
    withheld = models.JSONField(default=dict)
    devices = models.ManyToManyField(Device, through="ImportedDevice", related_name="import_rows")

    objects = ImportRowQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("row of a list")
        verbose_name_plural = _("rows of a list")
        constraints = [
            once(["batch", "sheet", "number"], _("This row of the list has already been entered.")),
            check("verdict", Q(verdict__in=RowVerdict.values), _("This verdict does not exist.")),
            frozen(["batch_id", "sheet", "number"], _("A source row must stay in its list.")),
            Guard(
                name="inventory_importrow_kept",
                on={
                    "DELETE": f"OLD.verdict IN {TAKEN}",
                    "UPDATE OF verdict": (
                        f"OLD.verdict = '{RowVerdict.WRITTEN}' AND NEW.verdict NOT IN {TAKEN}"
                        f" OR OLD.verdict = '{RowVerdict.UNDONE}'"
                        f" AND NEW.verdict <> '{RowVerdict.UNDONE}'"
                    ),
                },
                upserted=True,
                violation_error_message=_("The source row of a device must be kept with it."),
            ),
        ]

    def __str__(self):
        return str(self.label)

    @property
    def label(self):
        """The number of the row in the file, after the name of the sheet if several are read."""
        return f"{self.sheet} {self.number}" if self.sheet else self.number

    @property
    def status_label(self):
        return RowVerdict(self.verdict).label

    @property
    def status_tone(self):
        return VERDICT_BADGES[self.verdict]

    @property
    def sentences(self):
        """Errors of this row, in the active language."""
        return [str(Sentence(*problem)) for problem in self.problems]


class ImportedDevice(models.Model):
    """A device that a row of a list created or changed."""

    row = protected_key(ImportRow, related_name="+", db_index=False)
    device = protected_key(Device, related_name="+")

    class Meta:
        constraints = [
            once(["row", "device"], _("This device is already linked to that row.")),
            append_only(_("The source row of a device must be kept."), name="kept"),
        ]

    def __str__(self):
        return f"{self.row_id}: {self.device_id}"
