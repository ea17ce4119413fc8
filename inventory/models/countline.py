from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.guards import append_only, frozen, never_deleted
from inventory.lifecycle import OUT, DeviceStatus
from inventory.lifecycle.counts import (
    DIFFERENCES,
    FINDING_BADGES,
    GONE_ASTRAY,
    OFFERED,
    Decision,
    Finding,
    ScanKind,
)
from inventory.models.count import StockCount
from inventory.models.device import Device
from inventory.models.place import Place
from people.models import Site

SEEN = [Finding.FOUND, Finding.ELSEWHERE, Finding.ASTRAY]


def _decided():
    """Nothing yet, or what such a finding allows."""
    condition = Q(decision="")
    for finding, decisions in OFFERED.items():
        condition |= Q(finding=finding, decision__in=decisions)
    return condition


class CountLineQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(count__in=StockCount.objects.visible_to(user))

    def differences(self):
        """What is not as the register says, and somebody decides about."""
        return self.filter(finding__in=DIFFERENCES)

    def undecided(self):
        return self.differences().filter(decision="")

    def allowing(self, decision):
        """Those for which this may be decided."""
        lines = self.filter(finding__in=[f for f, offers in OFFERED.items() if decision in offers])
        if decision == Decision.FOUND:
            return lines.filter(scan__status__in=GONE_ASTRAY)
        if decision in {Decision.LOST, Decision.STOLEN}:
            return lines.exclude(device__status__in=OUT)
        if decision == Decision.MOVE:
            return lines.exclude(scan__here=None, site=models.F("count__site"))
        return lines

    def for_list(self):
        """With all that a row says of each, in one query."""
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
    """One line of a count: an expected device, an unexpected one, or an unknown code.

    Status, tag and place are those of the opening, or of its first scan when it was not expected.
    `scan` is the valid one; all of them are stored.
    """

    takes_photos = True

    count = models.ForeignKey(StockCount, models.PROTECT, related_name="lines", db_index=False)
    device = models.ForeignKey(
        Device,
        models.PROTECT,
        verbose_name=_("device"),
        null=True,
        related_name="count_lines",
        db_index=False,
    )
    code = models.CharField(_("code"), max_length=200, blank=True)
    is_expected = models.BooleanField(_("expected"), default=False)
    status = models.CharField(_("status"), max_length=16, choices=DeviceStatus, blank=True)
    tag = models.CharField(_("tag"), max_length=20, blank=True)
    place = models.ForeignKey(
        Place, models.PROTECT, verbose_name=_("place"), null=True, related_name="+", db_index=False
    )
    site = models.ForeignKey(
        Site, models.PROTECT, verbose_name=_("site"), null=True, related_name="+", db_index=False
    )
    scan = models.OneToOneField(
        "CountScan", models.PROTECT, null=True, editable=False, related_name="+"
    )
    finding = models.CharField(_("finding"), max_length=10, choices=Finding)
    note = models.CharField(
        _("note"),
        max_length=200,
        blank=True,
        help_text=_("About the equipment, never about a person."),
    )
    decision = models.CharField(_("decision"), max_length=8, choices=Decision, blank=True)
    reason = models.CharField(
        _("reason"),
        max_length=120,
        blank=True,
        help_text=_("About the equipment, never about a person."),
    )

    objects = CountLineQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("line of a count")
        verbose_name_plural = _("lines of counts")
        indexes = [models.Index(fields=["count", "finding"], name="inventory_countline_finding")]
        constraints = [
            models.CheckConstraint(
                name="inventory_countline_subject",
                condition=Q(device__isnull=False, code="")
                | Q(device=None, is_expected=False) & ~Q(code=""),
                violation_error_message=_("A line of a count is a device or an unknown code."),
            ),
            models.CheckConstraint(
                name="inventory_countline_found_as",
                condition=Q(scan=None, is_expected=True, finding=Finding.MISSING)
                | Q(scan=None, is_expected=False, finding=Finding.UNDONE)
                | Q(scan__isnull=False, device__isnull=False, finding__in=SEEN)
                | Q(scan__isnull=False, device=None, finding=Finding.UNKNOWN),
                violation_error_message=_("A line of a count says what its scan found."),
            ),
            models.CheckConstraint(
                name="inventory_countline_decision",
                condition=_decided(),
                violation_error_message=_("This cannot be decided about such a line."),
            ),
            models.CheckConstraint(
                name="inventory_countline_reason",
                condition=~Q(decision=Decision.IGNORE) | ~Q(reason=""),
                violation_error_message=_("Say why it is left as it is."),
            ),
            models.UniqueConstraint(
                fields=["count", "device"],
                name="inventory_countline_device_once",
                violation_error_message=_("This device is in this count already."),
            ),
            models.UniqueConstraint(
                fields=["count", "code"],
                condition=Q(device=None),
                name="inventory_countline_code_once",
                violation_error_message=_("This code is in this count already."),
            ),
            frozen(
                "inventory_countline_frozen",
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
                _("What was expected is kept as it was."),
            ),
            never_deleted("inventory_countline_kept", _("A line of a count is never deleted.")),
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
        return FINDING_BADGES[self.finding]

    @property
    def is_over(self):
        """Whether its count is finalised or cancelled: then it takes no note and no photo."""
        return not self.count.is_under_way

    @property
    def snapshot(self):
        """Its recorded status and place at its scan, or else when the count was opened."""
        return self.scan or self

    @property
    def then(self):
        """Its status when it was scanned, or else when the count was opened, in words."""
        return DeviceStatus(self.snapshot.status).label if self.snapshot.status else ""

    @property
    def is_with_somebody(self):
        """Whether it was seen here though it is lent or given: the counter takes it back."""
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
        if self.scan and now.site_id != self.site_id:  # it came to another site, perhaps since then
            return now.seen_at is not None and now.seen_at > self.scan.at
        seen = self.finding == Finding.MISSING and now.seen_at is not None
        return seen and now.seen_at > self.count.opened_at


class CountScan(models.Model):
    """One action of a person while counting; append-only, so the history of a count is complete.

    A device or a code that was seen, a shelf that somebody went to (none: back to the whole site),
    or the undoing of an earlier scan. Status, tag and place are the device's at that moment, and
    `here` is the shelf where the person stood.
    """

    count = models.ForeignKey(StockCount, models.PROTECT, related_name="scans", db_index=False)
    line = models.ForeignKey(CountLine, models.PROTECT, null=True, related_name="scans")
    kind = models.CharField(_("kind"), max_length=8, choices=ScanKind, default=ScanKind.SEEN)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name=_("by"),
        related_name="+",
        db_index=False,
    )
    at = models.DateTimeField(_("at"), default=timezone.now)
    code = models.CharField(_("code as scanned"), max_length=200, blank=True)
    here = models.ForeignKey(
        Place,
        models.PROTECT,
        verbose_name=_("found at"),
        null=True,
        related_name="+",
        db_index=False,
    )
    status = models.CharField(_("status"), max_length=16, choices=DeviceStatus, blank=True)
    tag = models.CharField(_("tag"), max_length=20, blank=True)
    place = models.ForeignKey(
        Place, models.PROTECT, verbose_name=_("place"), null=True, related_name="+", db_index=False
    )
    # When it had been seen before: undone, this scan has shown nobody the device.
    seen_before = models.DateTimeField(null=True)
    is_from_sheet = models.BooleanField(_("ticked on a printed sheet"), default=False)
    is_again = False  # whether the line was counted before this scan
    undoes = models.OneToOneField(
        "self",
        models.PROTECT,
        null=True,
        related_name="undone",
        error_messages={"unique": _("This scan is undone already.")},
    )

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("scan of a count")
        verbose_name_plural = _("scans of counts")
        indexes = [
            models.Index(fields=["count", "-id"], name="inventory_countscan_count"),
            models.Index(fields=["count", "by", "-id"], name="inventory_countscan_by"),
        ]
        constraints = [
            models.CheckConstraint(
                name="inventory_countscan_kind",
                condition=Q(kind=ScanKind.SEEN, line__isnull=False, undoes=None)
                | Q(kind=ScanKind.SHELF, line=None, undoes=None)
                | Q(kind=ScanKind.UNDONE, line__isnull=False, undoes__isnull=False),
                violation_error_message=_("A scan saw a thing, went to a shelf or undid a scan."),
            ),
            append_only("inventory_countscan_append_only", _("A scan is undone, never rewritten.")),
        ]

    def __str__(self):
        return self.code
