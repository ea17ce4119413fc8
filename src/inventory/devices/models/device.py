"""The device: its model, and its queryset, whose methods each use an index.

A serial number is unique. If two devices of different models share a number, a coordinator confirms
it when the second device is entered or corrected by hand, and the row stores the user
(`serial_shared_by`); imports cannot. The serial number of a disk recorded in another device needs
the technician's confirmation; an audit row with such a number is refused.
"""

from datetime import timedelta
from functools import reduce
from operator import or_

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Upper
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from catalogue.models import AccessoryKind, Brand, Category, DeviceModel
from catalogue.names import key_of
from core.models import Identity
from core.models.addressed import Addressed
from core.models.fields import check, once, protected_key, user_key
from core.workflow.guards import Guard, frozen, never_deleted
from core.workflow.lifecycle import Workflow, WorkflowQuerySet, status_field, valid_status
from donations.models import Declared, Donation, declared_whole
from inventory.devices.age_buckets import of_age
from inventory.devices.identifiers import FILLERS, is_tag, tags_numbered
from inventory.devices.lifecycle.devices import (
    ENDED,
    IN_USE,
    LOOKS,
    ON_HAND,
    OUT,
    DeviceStatus,
    Grade,
    RetireReason,
    TagStatus,
)
from inventory.devices.lifecycle.exits import (
    DEVICE_HAS_LEFT,
    EXIT_REASONS,
    IN_BATCH,
    REASONS_BY_PURPOSE,
    WRITTEN,
    ExitPurpose,
)
from inventory.devices.lifecycle.transfers import ACTED_ON_THE_WAY, MOVABLE
from inventory.devices.models.place import Place
from people.base.site_scope import of_own_sites
from people.models import Site

SHORTEST_PREFIX = 4
MAX_IDS = 500  # if a code matches more devices, they are not listed by id
# maximum duration of a legacy import, whose retired devices had already left
MAX_LEGACY_IMPORT_TIME = timedelta(minutes=10)


def _codes_of(text):
    """Conditions for a tag, its counter, or the beginning of a serial number or IMEI."""
    number = text.replace(" ", "")
    whole = [
        Q(asset_tag__in=[text, *tags_numbered(Identity.cached().tag_prefix, number)]),
        Q(donor_tag=text),
        Q(serial=number),
        Q(imei=number),
        Q(imei2=number),
    ]
    if len(number) < SHORTEST_PREFIX:
        return whole
    return [*whole, Q(serial__prefix=number), Q(imei__prefix=number)]


class DeviceQuerySet(WorkflowQuerySet):
    def visible_to(self, user):
        """Devices at the user's sites, or all if the user sees every site."""
        return of_own_sites(self, user, "inventory.view_device")

    def lendable(self):
        return self.filter(status=DeviceStatus.READY, transfer=None)

    def on_hand(self):
        return self.filter(status__in=ON_HAND)

    def lying_here(self):
        """Devices that are at their site: in stock, not in transit."""
        return self.on_hand().filter(transfer=None)

    def living(self):
        """Devices whose status is not final: the current stock and loans."""
        return self.exclude(status__in=ENDED)

    def matching_code(self, code):
        """Devices with this tag (also a replaced tag or the donor's), serial number or IMEI.

        Our prefix may be missing from a typed tag.
        """
        imeis = ["imei", "imei2"] if len(code) == 15 else []
        names = ["tags__code", "serial", *(["donor_tag"] if code else []), *imeis]
        typed = [Q(tags__code=tag) for tag in [Identity.cached().tag_prefix + code] if is_tag(tag)]
        ids = self._ids_of([*(Q(**{name: code}) for name in names), *typed])
        return self.filter(pk__in=ids) if ids else self.none()

    def matching(self, text):
        """Search by whole tag or its counter, start of a serial number or IMEI, brand, or model."""
        text = " ".join(text.upper().split())
        key = key_of(text)
        # lists of ids instead of joins, so that each part can use its own index
        kinds, makers = DeviceModel.objects.ids_called(key), Brand.objects.ids_called(key)
        codes = _codes_of(text)
        if not kinds and not makers:
            ids = self._ids_of(codes)
            if len(ids) <= MAX_IDS:
                return self.filter(pk__in=ids) if ids else self.none()
        return self.filter(reduce(or_, codes) | Q(model__in=kinds) | Q(brand__in=makers))

    def _ids_of(self, codes):
        """Ids of the devices with these codes, at most `MAX_IDS` + 1, in a separate query.

        Each part of the UNION uses its own index. With an OR, SQLite scans the whole table; with a
        subquery, it scans all devices at the user's sites (8 ms instead of 1 ms for 100,000
        devices). PostgreSQL may do the same.
        """
        first, *others = (self.model.objects.order_by().filter(code).values("pk") for code in codes)
        return list(first.union(*others).values_list("pk", flat=True)[: MAX_IDS + 1])

    def standing_for(self, age, today):
        """Devices in their status for this age bucket, oldest first."""
        return self.filter(of_age(age, today)).order_by("status_since", "pk")

    def saw(self):
        """Set `seen_at` of these devices to now; return their number."""
        return self.update(seen_at=timezone.now())

    def unlabelled(self):
        """Devices whose current label was never printed."""
        tags = self.model.tags.rel.related_model.objects.filter(device=OuterRef("pk"))
        return self.filter(Exists(tags.filter(status=TagStatus.CURRENT, printed_at=None)))

    def to_label(self):
        """Devices at their site whose current label was never printed."""
        return self.lying_here().unlabelled()

    def on_bench(self):
        """Devices being refurbished, oldest first."""
        return self.filter(status=DeviceStatus.REFURBISHING).order_by("status_since", "pk")

    def for_list(self):
        return self.select_related("category", "brand", "model", "site", "place")

    def awaiting_exit(self, purpose=ExitPurpose.RECYCLING):
        """Devices retired for this purpose and on no list, without exits before a legacy import.

        Devices retired for parts do not wait: their remains are scanned onto a list at the end.
        """
        meanwhile = Q(status_since__gt=F("taken_over_at") + MAX_LEGACY_IMPORT_TIME)
        reasons = [reason for reason in REASONS_BY_PURPOSE[purpose] if reason in EXIT_REASONS]
        retired = self.filter(
            Q(taken_over_at=None) | meanwhile,
            status=DeviceStatus.RETIRED,
            retire_reason__in=reasons,
            left_with=None,
        )
        return retired.exclude(exit_lines__status__in=IN_BATCH)


# --- Retirement of a device: the reason, and the exit batch it left with. ---


class Retirable(models.Model):
    """Mixin with the retirement fields of a device. See also `RETIREMENT_WHOLE`."""

    retire_reason = models.CharField(
        _("reason"), max_length=10, choices=RetireReason, blank=True, editable=False
    )
    retire_remark = models.CharField(_("remark"), max_length=300, blank=True, editable=False)
    # set when the exit batch is sent: from then on the device is gone for good
    left_with = protected_key("inventory.ExitBatch", null=True, editable=False, related_name="gone")

    class Meta:
        abstract = True


RETIREMENT_WHOLE = [
    check(
        "retire_reason",
        ~Q(status=DeviceStatus.RETIRED) | Q(retire_reason__in=RetireReason.values),
        _("Choose the reason for retiring it."),
    ),
    check(
        "left_retired",
        Q(left_with=None) | Q(status=DeviceStatus.RETIRED, place=None),
        _("A device that leaves permanently must be retired, and must not have a shelf."),
    ),
    frozen(
        WRITTEN,
        _(
            "This device has left permanently: it cannot come back, and its slip can no "
            "longer be changed."
        ),
        name="left_for_good",
        when=DEVICE_HAS_LEFT,
    ),
]


class Device(Addressed, Workflow, Declared, Retirable):
    """A donated machine, from arrival to exit; the row never names a borrower."""

    takes_photos = True

    status = status_field(DeviceStatus, DeviceStatus.RECEIVED)
    asset_tag = models.CharField(_("tag"), max_length=20, unique=True, editable=False)
    category = protected_key(Category, _("category"))
    brand = protected_key(Brand, _("brand"), null=True, blank=True)
    model = protected_key(DeviceModel, _("model"), null=True, blank=True)
    serial = models.CharField(
        _("serial number"), max_length=60, null=True, blank=True, db_index=True
    )
    # coordinator who confirmed that a device of another model has the same number
    serial_shared_by = user_key(null=True, editable=False)
    imei = models.CharField(_("IMEI"), max_length=15, null=True, blank=True, db_index=True)
    imei2 = models.CharField(_("second IMEI"), max_length=15, null=True, blank=True, db_index=True)
    site = protected_key(Site, _("site"), db_index=False)
    place = protected_key(Place, _("shelf"), null=True, blank=True)
    # in transit to another site: no place, and no other operation until it arrives
    transfer = protected_key("inventory.Transfer", null=True, editable=False)
    donation = protected_key(Donation, _("donation"), null=True, blank=True, related_name="devices")
    received_at = models.DateTimeField(_("last arrival"), default=timezone.now, editable=False)
    # NULL for a device that was typed or listed by a donor, and not scanned yet
    seen_at = models.DateTimeField(_("last scanned"), null=True, blank=True, editable=False)
    # set only for a device imported from an earlier system: its past is attested, not observed
    taken_over_at = models.DateTimeField(_("imported"), null=True, blank=True, editable=False)
    # technician who has, or last had, the device on the bench; NULL after a new arrival
    bench_by = user_key(
        verbose_name=_("on the bench of"), null=True, editable=False, db_index=False
    )
    needs_erasure = models.BooleanField(_("needs erasure"), default=True, editable=False)
    grade = models.CharField(_("grade"), max_length=1, choices=Grade, blank=True)
    year_made = models.PositiveSmallIntegerField(
        _("year of manufacture"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1980), MaxValueValidator(2100)],
    )
    age_years = models.DecimalField(
        _("age on arrival (years)"), max_digits=4, decimal_places=1, null=True, blank=True
    )
    fault = models.CharField(_("fault reported by the donor"), max_length=120, blank=True)
    # a claim of the donor: our own grade comes from the bench
    donor_grade = models.CharField(
        _("grade given by the donor"), max_length=1, choices=Grade, blank=True
    )
    # From the donor's list: number and condition, age and location at the donor's.
    donor_tag = models.CharField(
        _("donor’s asset number"), max_length=60, blank=True, db_index=True
    )
    donor_condition = models.CharField(
        _("condition according to the donor"), max_length=200, blank=True
    )
    bought_year = models.PositiveSmallIntegerField(
        _("year of purchase"), null=True, blank=True, editable=False
    )
    warranty_until = models.DateField(_("warranty end"), null=True, blank=True)
    collected_from = models.CharField(_("place of collection"), max_length=200, blank=True)
    remark = models.TextField(
        _("remark"),
        max_length=4000,
        blank=True,
        help_text=_("Describe the device, never a person."),
    )
    known_limits = models.CharField(
        _("known faults"),
        max_length=300,
        blank=True,
        help_text=_("Printed on the agreement, so that the person knows about them."),
    )
    came_with = models.ManyToManyField(
        AccessoryKind, verbose_name=_("arrived with"), editable=False, related_name="+"
    )
    former = protected_key(
        "self",
        _("previous history"),
        null=True,
        blank=True,
        editable=False,
        related_name="later_lives",
    )

    objects = DeviceQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("device")
        verbose_name_plural = _("devices")
        indexes = [
            models.Index(fields=["site", "id"], name="inventory_device_site"),
            models.Index(fields=["site", "status", "-id"], name="inventory_device_site_status"),
            models.Index(fields=["site", "status", "seen_at"], name="inventory_device_seen"),
            models.Index(fields=["status", "-id"], name="inventory_device_status"),
            models.Index(fields=["status", "asset_tag"], name="inventory_device_status_tag"),
            models.Index(fields=["category", "status", "-id"], name="inventory_device_category"),
            models.Index(fields=["status", "status_since"], name="inventory_device_since"),
            # covering index of counts by site, category and status
            models.Index(
                fields=["status", "site", "category", "status_since"],
                name="inventory_device_standing",
            ),
            models.Index(
                fields=["bench_by", "status", "status_since"], name="inventory_device_bench"
            ),
            models.Index(
                fields=["site", "status", "transfer", "category", "received_at"],
                name="inventory_device_queue",
            ),
            # covering index of counts of ready devices, by site, category and grade
            models.Index(
                fields=["site", "category", "grade"],
                condition=Q(status=DeviceStatus.READY, transfer=None),
                name="inventory_device_ready",
            ),
            # retired devices that are still here
            models.Index(
                fields=["retire_reason", "status_since", "taken_over_at", "id"],
                condition=Q(status=DeviceStatus.RETIRED, left_with=None),
                name="inventory_device_to_leave",
            ),
        ]
        constraints = [
            valid_status(DeviceStatus),
            check(
                "tag_clean",
                Q(asset_tag=Upper("asset_tag"), asset_tag__written_as="word"),
                _("Enter the tag in capitals, without spaces. It cannot be empty."),
            ),
            check(
                "erased_before_use",
                ~Q(status__in=IN_USE) | Q(needs_erasure=False),
                _("The data on this device must be erased before it is used."),
            ),
            check(
                "serial_clean",
                Q(serial=None)
                | Q(serial=Upper("serial"), serial__written_as="word") & ~Q(serial__in=FILLERS),
                _(
                    "Enter the serial number in capitals, without spaces. If you do not "
                    "know it, leave it empty."
                ),
            ),
            check(
                "imei_clean",
                (Q(imei=None) | Q(imei__written_as="15 digits"))
                & (Q(imei2=None) | Q(imei2__written_as="15 digits"))
                & (Q(imei=None) | Q(imei2=None) | ~Q(imei=F("imei2"))),
                _(
                    "An IMEI must have 15 digits, and the second IMEI must be different "
                    "from the first."
                ),
            ),
            check(
                "grade",
                (Q(grade="") | Q(grade__in=Grade.values))
                & (Q(donor_grade="") | Q(donor_grade__in=Grade.values)),
                _("The grade must be A, B or C."),
            ),
            *RETIREMENT_WHOLE,
            check(
                "in_transit",
                Q(transfer=None) | Q(status__in=MOVABLE, place=None),
                _("This device is on its way to another site: receive it first."),
            ),
            check(
                "bench_by",
                ~Q(status=DeviceStatus.RECEIVED) | Q(bench_by=None),
                _("A device to check cannot be on anyone’s bench."),
            ),
            Guard(
                name="inventory_device_still_in_transit",
                on={"UPDATE": ACTED_ON_THE_WAY},
                violation_error_message=_(
                    "Nothing can be done with a device until it has arrived."
                ),
            ),
            once(
                ["model", "serial"],
                _("This serial number is already in the register for this model."),
                name="serial_of_model",
                condition=~Q(status__in=ENDED),
            ),
            once(
                ["serial"],
                _(
                    "This serial number is already in the register. If two machines "
                    "really have it, a coordinator confirms it."
                ),
                name="serial_once",
                condition=Q(serial_shared_by=None) & ~Q(status__in=ENDED),
            ),
            check(
                "serial_shared",
                Q(serial_shared_by=None) | Q(serial__isnull=False),
                _("Only a known serial number can be confirmed."),
            ),
            once(
                ["imei"],
                _("This IMEI is already in the register."),
                name="imei_once",
                condition=~Q(status__in=ENDED),
            ),
            once(
                ["imei2"],
                _("This IMEI is already in the register."),
                name="imei2_once",
                condition=~Q(status__in=ENDED),
            ),
            frozen(
                ["status"],
                _("A device entered in error must stay out of the register."),
                name="no_way_back",
                when=f"OLD.status = '{DeviceStatus.WITHDRAWN}'",
            ),
            declared_whole(),
            frozen(
                ["taken_over_at"],
                _("A device can be imported only once, when it is entered."),
                name="taken_over_once",
            ),
            Guard(
                name="inventory_device_error_seen_early",
                on={
                    "UPDATE": f"NEW.status = '{DeviceStatus.WITHDRAWN}'"
                    f" AND OLD.status <> '{DeviceStatus.WITHDRAWN}'"
                    f" AND OLD.status <> '{DeviceStatus.RECEIVED}' AND OLD.taken_over_at IS NULL"
                },
                violation_error_message=_(
                    "A device that has been worked on cannot be marked as entered in error."
                ),
            ),
            Guard(
                name="inventory_device_arrival_order",
                on={"UPDATE": "NEW.received_at < OLD.received_at"},
                violation_error_message=_(
                    "The last arrival cannot be earlier than a previous one."
                ),
            ),
            never_deleted(_("A device cannot be deleted: retire it instead.")),
        ]

    def __str__(self):
        return self.asset_tag

    @property
    def look_in_words(self):
        """Description of the grade for the borrower; "" without a grade."""
        return LOOKS.get(self.grade, "")

    @property
    def designation(self):
        """Brand and model, or the category if both are missing. Reads all three."""
        parts = [str(part) for part in (self.brand, self.model) if part]
        return " ".join(parts) or str(self.category)

    @property
    def is_out(self):
        return self.status in OUT

    @property
    def is_on_hand(self):
        return self.status in ON_HAND
