"""Stock counts, their lines and their scans.

A count has lines and scans. Its lines are the devices expected at its opening, and anything else
that was scanned; scans are append-only, an undo is another row. A line refers to its effective
scan. One lock on the count serialises the scans of several people, so that a device is found once
and no scan is added while the count is closed.
"""

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from catalogue.models import Category
from core.models.fields import check, document_key, once, protected_key, user_key
from core.workflow.guards import append_only, frozen, never_deleted, sql_list
from core.workflow.lifecycle import Workflow, WorkflowQuerySet, status_field, valid_status
from inventory.devices.lifecycle.devices import OUT, DeviceStatus
from inventory.devices.models.device import Device
from inventory.devices.models.place import Place
from modules.stocktakes.lifecycle import (
    DIFFERENCES,
    GONE_ASTRAY,
    OFFERED,
    UNDER_WAY,
    CountStatus,
    Decision,
    Finding,
    ScanKind,
)
from people.base.site_scope import of_own_sites
from people.models import Site

OVER = f"OLD.status IN {sql_list(CountStatus.FINALISED, CountStatus.CANCELLED)}"


class StockCountQuerySet(WorkflowQuerySet):
    def visible_to(self, user):
        """The counts of the user's sites.

        All for a coordinator; an empty queryset for associations.
        """
        return of_own_sites(self, user, "stocktakes.count_stock")

    def under_way(self):
        """The open stocktakes, and those with discrepancies to resolve."""
        return self.filter(status__in=UNDER_WAY)

    def matching_code(self, code):
        return self.filter(number=code)

    def crossing(self, site, place=None, category=None):
        """The counts under way that cover some of the same shelves."""
        others, whole_site = self.under_way().filter(site=site), Q(place=None, category=None)
        if place:
            return others.filter(whole_site | Q(place=place))
        if category:
            return others.filter(whole_site | Q(category=category))
        return others

    def for_list(self):
        return self.select_related("site", "place", "category", "opened_by")


class StockCount(Workflow):
    """A stock count: one person scans the devices of a scope, another decides the differences.

    It covers a whole site, one shelf of it, or one category at it. The expected devices were
    recorded when it was opened, as its lines.
    """

    Status = CountStatus
    NOUN = "count"

    status = status_field(CountStatus, CountStatus.OPEN)
    number = models.CharField(_("number"), max_length=12, unique=True, editable=False)
    site = protected_key(Site, _("site"))
    place = protected_key(Place, _("shelf"), null=True, blank=True, related_name="counts")
    category = protected_key(Category, _("category"), null=True, blank=True)
    expected = models.PositiveIntegerField(_("expected"), default=0, editable=False)
    opened_by = user_key(verbose_name=_("opened by"))
    opened_at = models.DateTimeField(_("opened on"), default=timezone.now, editable=False)
    counted_by = user_key(verbose_name=_("counted by"), null=True, editable=False)
    counted_at = models.DateTimeField(_("counted"), null=True, editable=False)
    finalised_by = user_key(verbose_name=_("finalised by"), null=True, editable=False)
    finalised_at = models.DateTimeField(_("finalised"), null=True, editable=False)
    # The report, as of the finalisation.
    document = document_key(null=True, editable=False)

    objects = StockCountQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("stock count")
        verbose_name_plural = _("stock counts")
        constraints = [
            valid_status(CountStatus, name="status"),
            check(
                "scope",
                Q(place=None) | Q(category=None),
                _("A count must cover a site, a shelf or a category."),
            ),
            check(
                "counted",
                (~Q(status=CountStatus.OPEN) | Q(counted_by=None, counted_at=None))
                & (
                    ~Q(status__in=[CountStatus.COUNTED, CountStatus.FINALISED])
                    | Q(counted_by__isnull=False, counted_at__isnull=False)
                ),
                _("A completed count needs a person and a date."),
            ),
            check(
                "finalised",
                Q(
                    status=CountStatus.FINALISED,
                    finalised_by__isnull=False,
                    finalised_at__isnull=False,
                )
                | ~Q(status=CountStatus.FINALISED) & Q(finalised_by=None, finalised_at=None),
                _("A finalised count needs a person and a date."),
            ),
            check(
                "two_people",
                Q(counted_by=None) | Q(finalised_by=None) | ~Q(counted_by=F("finalised_by")),
                _("A count must be finalised by someone who did not count."),
            ),
            once(
                ["place"],
                _("This shelf is already being counted."),
                name="place_once",
                condition=Q(status__in=UNDER_WAY),
            ),
            once(
                ["site", "category"],
                _("This category is already being counted."),
                name="category_once",
                condition=Q(status__in=UNDER_WAY),
            ),
            once(
                ["site"],
                _("This site is already being counted."),
                name="site_once",
                condition=Q(status__in=UNDER_WAY, place=None, category=None),
            ),
            frozen(
                [
                    "number",
                    "site_id",
                    "place_id",
                    "category_id",
                    "expected",
                    "opened_by_id",
                    "opened_at",
                ],
                _("The scope of a count cannot be changed."),
            ),
            frozen(
                ["status", "counted_by_id", "counted_at", "finalised_by_id", "finalised_at"],
                _("A count that has ended cannot be changed."),
                name="over",
                when=OVER,
            ),
            frozen(
                ["document_id"],
                _("The report of a count cannot be changed."),
                name="report",
                when="OLD.document_id IS NOT NULL",
            ),
            never_deleted(_("A count can be cancelled or finalised, but not deleted.")),
        ]

    def __str__(self):
        return self.number

    def get_absolute_url(self):
        return reverse("count_detail", args=[self.pk])

    @property
    def designation(self):
        """The scope as text; needs the place, category and site."""
        if self.place:
            return str(self.place)
        if self.category:
            params = {"category": self.category, "site": self.site}
            return gettext("%(category)s at %(site)s") % params
        return gettext("all of %(site)s") % {"site": self.site}

    @property
    def is_open(self):
        return self.status == CountStatus.OPEN

    @property
    def is_under_way(self):
        return self.status in UNDER_WAY

    @classmethod
    def expected_devices(cls, site, place=None, category=None):
        """Devices expected in the scope of the count now."""
        devices = Device.objects.lying_here().filter(site=site)
        if place:
            devices = devices.filter(place=place)
        if category:
            devices = devices.filter(category=category)
        return devices


SEEN = [Finding.FOUND, Finding.ELSEWHERE, Finding.ASTRAY]


def _decided():
    """The condition that a line needs no decision, or has one allowed for its finding."""
    condition = Q(decision="")
    for finding, decisions in OFFERED.items():
        condition |= Q(finding=finding, decision__in=decisions)
    return condition


class CountLineQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(count__in=StockCount.objects.visible_to(user))

    def differences(self):
        """The discrepancies to resolve."""
        return self.filter(finding__in=DIFFERENCES)

    def undecided(self):
        return self.differences().filter(decision="")

    def allowing(self, decision):
        """The lines whose finding allows this decision."""
        lines = self.filter(finding__in=[f for f, offers in OFFERED.items() if decision in offers])
        if decision == Decision.FOUND:
            return lines.filter(scan__status__in=GONE_ASTRAY)
        if decision in {Decision.LOST, Decision.STOLEN}:
            return lines.exclude(device__status__in=OUT)
        if decision == Decision.MOVE:
            return lines.exclude(scan__here=None, site=models.F("count__site"))
        return lines

    def for_list(self):
        """Select all relations that a list row shows, in one query."""
        return self.select_related(
            "device__category",
            "device__brand",
            "device__model",
            "device__place",
            "site",
            "place",
            "scan__by",
            "scan__here",
            "scan__place",
        )


class CountLine(models.Model):
    """One line of a count: an expected device, an unexpected device, or an unknown code.

    Status, tag and place are from the opening, or from its first scan if it was not expected.
    `scan` is the effective scan; all scans are stored.
    """

    takes_photos = True

    count = protected_key(StockCount, related_name="lines", db_index=False)
    device = protected_key(
        Device, _("device"), null=True, related_name="count_lines", db_index=False
    )
    code = models.CharField(_("code"), max_length=200, blank=True)
    is_expected = models.BooleanField(_("expected"), default=False)
    status = models.CharField(_("status"), max_length=16, choices=DeviceStatus, blank=True)
    tag = models.CharField(_("tag"), max_length=20, blank=True)
    place = protected_key(Place, _("shelf"), null=True, related_name="+", db_index=False)
    site = protected_key(Site, _("site"), null=True, related_name="+", db_index=False)
    scan = models.OneToOneField(
        "CountScan", models.PROTECT, null=True, editable=False, related_name="+"
    )
    finding = models.CharField(_("finding"), max_length=10, choices=Finding)
    note = models.CharField(
        _("note"),
        max_length=200,
        blank=True,
        help_text=_("Describe only the equipment, never a person."),
    )
    decision = models.CharField(_("decision"), max_length=8, choices=Decision, blank=True)
    reason = models.CharField(
        _("reason"),
        max_length=120,
        blank=True,
        help_text=_("Describe only the equipment, never a person."),
    )

    objects = CountLineQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("count line")
        verbose_name_plural = _("count lines")
        indexes = [models.Index(fields=["count", "finding"], name="stocktakes_countline_finding")]
        constraints = [
            check(
                "subject",
                Q(device__isnull=False, code="") | Q(device=None, is_expected=False) & ~Q(code=""),
                _("A count line must be a device or an unknown code."),
            ),
            check(
                "found_as",
                Q(scan=None, is_expected=True, finding=Finding.MISSING)
                | Q(scan=None, is_expected=False, finding=Finding.UNDONE)
                | Q(scan__isnull=False, device__isnull=False, finding__in=SEEN)
                | Q(scan__isnull=False, device=None, finding=Finding.UNKNOWN),
                _("A count line must record what its scan found."),
            ),
            check(
                "decision", _decided(), _("This decision is not possible for this type of line.")
            ),
            check(
                "reason",
                ~Q(decision=Decision.IGNORE) | ~Q(reason=""),
                _("Give the reason for leaving the line unchanged."),
            ),
            once(
                ["count", "device"], _("This device is already in this count."), name="device_once"
            ),
            once(
                ["count", "code"],
                _("This code is already in this count."),
                name="code_once",
                condition=Q(device=None),
            ),
            frozen(
                [
                    "count_id",
                    "device_id",
                    "code",
                    "is_expected",
                    "status",
                    "tag",
                    "place_id",
                    "site_id",
                ],
                _("The list of expected devices cannot be changed."),
            ),
            never_deleted(_("A count line cannot be deleted.")),
        ]

    def __str__(self):
        return self.tag or self.code

    def get_absolute_url(self):
        return reverse("count_line", args=[self.count_id, self.pk])

    @property
    def status_label(self):
        return Finding(self.finding).label

    @property
    def status_tone(self):
        return Finding(self.finding).tone

    @property
    def is_over(self):
        """Whether the count is finalised or cancelled, so that notes and photos are refused."""
        return not self.count.is_under_way

    @property
    def snapshot(self):
        """The recorded status and place at the scan, otherwise at the opening of the count."""
        return self.scan or self

    @property
    def then(self):
        """The label of the status at the scan, otherwise at the opening of the count."""
        return DeviceStatus(self.snapshot.status).label if self.snapshot.status else ""

    @property
    def is_with_somebody(self):
        """Whether the device was seen here although it is lent or given: it must be returned."""
        return self.finding == Finding.ASTRAY and self.snapshot.status in {
            DeviceStatus.ON_LOAN,
            DeviceStatus.GIVEN,
        }

    @property
    def has_changed(self):
        """Whether the device changed since its scan: then decisions may not overwrite it."""
        if self.device is None:
            return False
        now, snapshot = self.device, self.snapshot
        if (now.status, now.place_id) != (snapshot.status, snapshot.place_id):
            return True
        if self.scan and now.site_id != self.site_id:  # perhaps moved since the scan
            return now.seen_at is not None and now.seen_at > self.scan.at
        seen = self.finding == Finding.MISSING and now.seen_at is not None
        return seen and now.seen_at > self.count.opened_at


class CountScan(models.Model):
    """One action of a person while counting; append-only, so the history of a count is complete.

    It is a seen device or code, an entered shelf (null: back to the whole site), or the undo of an
    earlier scan. Status, tag and place are the device's at that time, and `here` is the current
    shelf.
    """

    count = protected_key(StockCount, related_name="scans", db_index=False)
    line = protected_key(CountLine, null=True, related_name="scans")
    kind = models.CharField(_("kind"), max_length=8, choices=ScanKind, default=ScanKind.SEEN)
    by = user_key(verbose_name=_("by"), db_index=False)
    at = models.DateTimeField(_("at"), default=timezone.now)
    code = models.CharField(_("code as scanned"), max_length=200, blank=True)
    here = protected_key(Place, _("found at"), null=True, related_name="+", db_index=False)
    status = models.CharField(_("status"), max_length=16, choices=DeviceStatus, blank=True)
    tag = models.CharField(_("tag"), max_length=20, blank=True)
    place = protected_key(Place, _("shelf"), null=True, related_name="+", db_index=False)
    # When the device was last seen before this scan, to restore the time on undo.
    seen_before = models.DateTimeField(null=True)
    is_from_sheet = models.BooleanField(_("ticked on a printed sheet"), default=False)
    is_again = False  # whether the line was counted before this scan
    undoes = models.OneToOneField(
        "self",
        models.PROTECT,
        null=True,
        related_name="undone",
        error_messages={"unique": _("This scan has already been undone.")},
    )

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("count scan")
        verbose_name_plural = _("count scans")
        indexes = [
            models.Index(fields=["count", "-id"], name="stocktakes_countscan_count"),
            models.Index(fields=["count", "by", "-id"], name="stocktakes_countscan_by"),
        ]
        constraints = [
            check(
                "kind",
                Q(kind=ScanKind.SEEN, line__isnull=False, undoes=None)
                | Q(kind=ScanKind.SHELF, line=None, undoes=None)
                | Q(kind=ScanKind.UNDONE, line__isnull=False, undoes__isnull=False),
                _("A scan must record a device, change the shelf or undo another scan."),
            ),
            append_only(_("A scan can be undone, but not changed.")),
        ]

    def __str__(self):
        return self.code
