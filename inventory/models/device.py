from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Upper
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from catalogue.models import Brand, Category, DeviceModel
from core.guards import Guard, frozen, never_deleted
from core.lives import Workflow, status_field, valid_status
from donations.models import Declared, Donation, declared_whole
from inventory.identifiers import FILLERS
from inventory.lifecycle import (
    DEVICE_BADGES,
    DEVICE_TRANSITIONS,
    ENDED,
    IN_HOUSE,
    IN_USE,
    OUT,
    DeviceStatus,
    Grade,
)
from inventory.lifecycle.moves import ACTED_ON_THE_WAY, MOVABLE
from inventory.models.deviceset import DeviceQuerySet
from inventory.models.place import Place
from inventory.models.retirement import RETIREMENT_WHOLE, Retirable
from people.models import Site


class Device(Workflow, Declared, Retirable):
    """One donated machine, from arrival to its last day; it never names who holds it."""

    Status = DeviceStatus
    TRANSITIONS = DEVICE_TRANSITIONS
    BADGES = DEVICE_BADGES
    takes_photos = True

    status = status_field(DeviceStatus, DeviceStatus.RECEIVED)
    asset_tag = models.CharField(_("tag"), max_length=20, unique=True, editable=False)
    category = models.ForeignKey(Category, models.PROTECT, verbose_name=_("category"))
    brand = models.ForeignKey(Brand, models.PROTECT, verbose_name=_("brand"), null=True, blank=True)
    model = models.ForeignKey(
        DeviceModel, models.PROTECT, verbose_name=_("model"), null=True, blank=True
    )
    serial = models.CharField(
        _("serial number"), max_length=60, null=True, blank=True, db_index=True
    )
    # The coordinator whose word it is that another machine, of another model, has this number too.
    serial_shared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+"
    )
    imei = models.CharField(_("IMEI"), max_length=15, null=True, blank=True, db_index=True)
    imei2 = models.CharField(_("second IMEI"), max_length=15, null=True, blank=True, db_index=True)
    site = models.ForeignKey(Site, models.PROTECT, verbose_name=_("site"), db_index=False)
    place = models.ForeignKey(Place, models.PROTECT, verbose_name=_("place"), null=True, blank=True)
    # On its way to another site: it lies on no shelf, and nothing is done with it until it arrives.
    transfer = models.ForeignKey("inventory.Transfer", models.PROTECT, null=True, editable=False)
    donation = models.ForeignKey(
        Donation,
        models.PROTECT,
        verbose_name=_("donation"),
        null=True,
        blank=True,
        related_name="devices",
    )
    received_at = models.DateTimeField(_("last arrival"), default=timezone.now, editable=False)
    # Null for a device that only a donor's list names: nobody has had it in hand yet.
    seen_at = models.DateTimeField(_("last scanned"), null=True, blank=True, editable=False)
    # Set only for a device imported from an earlier system: its past is attested, not seen.
    taken_over_at = models.DateTimeField(_("taken over"), null=True, blank=True, editable=False)
    # Who has it on the bench, or had it there last; nobody once it has arrived again.
    bench_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name=_("on the bench of"),
        null=True,
        editable=False,
        related_name="+",
        db_index=False,
    )
    needs_erasure = models.BooleanField(_("needs erasure"), default=True, editable=False)
    grade = models.CharField(_("grade"), max_length=1, choices=Grade, blank=True)
    year_made = models.PositiveSmallIntegerField(
        _("year made"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1980), MaxValueValidator(2100)],
    )
    age_years = models.DecimalField(
        _("age on arrival (years)"), max_digits=4, decimal_places=1, null=True, blank=True
    )
    fault = models.CharField(_("fault named by the donor"), max_length=120, blank=True)
    # A claim: our own grade comes from the bench.
    donor_grade = models.CharField(
        _("grade named by the donor"), max_length=1, choices=Grade, blank=True
    )
    remark = models.TextField(
        _("remark"),
        max_length=4000,
        blank=True,
        help_text=_("About the device, never about a person."),
    )
    known_limits = models.CharField(
        _("known limitations"),
        max_length=300,
        blank=True,
        help_text=_("Printed on the agreement: what the person should know."),
    )
    former = models.ForeignKey(
        "self",
        models.PROTECT,
        verbose_name=_("earlier life"),
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
            models.Index(fields=["site", "status", "-id"], name="inventory_device_site_status"),
            models.Index(fields=["site", "status", "seen_at"], name="inventory_device_seen"),
            models.Index(fields=["status", "-id"], name="inventory_device_status"),
            models.Index(fields=["status", "asset_tag"], name="inventory_device_status_tag"),
            models.Index(fields=["category", "status", "-id"], name="inventory_device_category"),
            models.Index(fields=["status", "status_since"], name="inventory_device_since"),
            # What stands where, of what, and for how long: counted from the index alone.
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
            # What is retired and still here.
            models.Index(
                fields=["retire_reason", "status_since", "taken_over_at", "id"],
                condition=Q(status=DeviceStatus.RETIRED, left_with=None),
                name="inventory_device_to_leave",
            ),
        ]
        constraints = [
            valid_status("inventory_device_status_known", DeviceStatus),
            models.CheckConstraint(
                name="inventory_device_tag_clean",
                condition=Q(asset_tag=Upper("asset_tag"), asset_tag__regex=r"\A\S+\Z"),
                violation_error_message=_("A tag is in capitals, without spaces, and never empty."),
            ),
            models.CheckConstraint(
                name="inventory_device_erased_before_use",
                condition=~Q(status__in=IN_USE) | Q(needs_erasure=False),
                violation_error_message=_("Its data must be erased before it is used."),
            ),
            models.CheckConstraint(
                name="inventory_device_serial_clean",
                condition=Q(serial=None)
                | Q(serial=Upper("serial"), serial__regex=r"\A\S+\Z") & ~Q(serial__in=FILLERS),
                violation_error_message=_(
                    "A serial number is in capitals, without spaces; unknown is empty."
                ),
            ),
            models.CheckConstraint(
                name="inventory_device_imei_clean",
                condition=(Q(imei=None) | Q(imei__regex=r"\A[0-9]{15}\Z"))
                & (Q(imei2=None) | Q(imei2__regex=r"\A[0-9]{15}\Z"))
                & (Q(imei=None) | Q(imei2=None) | ~Q(imei=F("imei2"))),
                violation_error_message=_("An IMEI has 15 digits; the second is another one."),
            ),
            models.CheckConstraint(
                name="inventory_device_grade",
                condition=(Q(grade="") | Q(grade__in=Grade.values))
                & (Q(donor_grade="") | Q(donor_grade__in=Grade.values)),
                violation_error_message=_("The grade is A, B or C."),
            ),
            *RETIREMENT_WHOLE,
            models.CheckConstraint(
                name="inventory_device_in_transit",
                condition=Q(transfer=None) | Q(status__in=MOVABLE, place=None),
                violation_error_message=_("It is on its way to another site: receive it first."),
            ),
            models.CheckConstraint(
                name="inventory_device_bench_by",
                condition=~Q(status=DeviceStatus.RECEIVED) | Q(bench_by=None),
                violation_error_message=_("What is to check is on nobody’s bench."),
            ),
            Guard(
                name="inventory_device_still_in_transit",
                on={"UPDATE": ACTED_ON_THE_WAY},
                violation_error_message=_("Nothing is done with a device until it has arrived."),
            ),
            models.UniqueConstraint(
                fields=["model", "serial"],
                condition=~Q(status__in=ENDED),
                name="inventory_device_serial_of_model",
                violation_error_message=_("This serial number is in the register for this model."),
            ),
            models.UniqueConstraint(
                fields=["serial"],
                condition=Q(serial_shared_by=None) & ~Q(status__in=ENDED),
                name="inventory_device_serial_once",
                violation_error_message=_(
                    "This serial number is in the register already. If two machines really bear it,"
                    " a coordinator confirms it."
                ),
            ),
            models.CheckConstraint(
                name="inventory_device_serial_shared",
                condition=Q(serial_shared_by=None) | Q(serial__isnull=False),
                violation_error_message=_("Only a serial number that is known is confirmed."),
            ),
            models.UniqueConstraint(
                fields=["imei"],
                condition=~Q(status__in=ENDED),
                name="inventory_device_imei_once",
                violation_error_message=_("This IMEI is in the register already."),
            ),
            models.UniqueConstraint(
                fields=["imei2"],
                condition=~Q(status__in=ENDED),
                name="inventory_device_imei2_once",
                violation_error_message=_("This IMEI is in the register already."),
            ),
            frozen(
                "inventory_device_no_way_back",
                ["status"],
                _("What was entered in error stays out of the register."),
                when="OLD.status = 'withdrawn'",
            ),
            declared_whole("inventory_device_declared"),
            frozen(
                "inventory_device_taken_over_once",
                ["taken_over_at"],
                _("A device is taken over once, as it is entered."),
            ),
            Guard(
                name="inventory_device_error_seen_early",
                on={
                    "UPDATE": "NEW.status = 'withdrawn' AND OLD.status <> 'withdrawn'"
                    " AND OLD.status <> 'received' AND OLD.taken_over_at IS NULL"
                },
                violation_error_message=_("What was worked on was not entered in error."),
            ),
            Guard(
                name="inventory_device_arrival_order",
                on={"UPDATE": "NEW.received_at < OLD.received_at"},
                violation_error_message=_("The last arrival is never before an earlier one."),
            ),
            never_deleted("inventory_device_kept", _("A device is retired, never deleted.")),
        ]

    def __str__(self):
        return self.asset_tag

    def get_absolute_url(self):
        return reverse("device_detail", args=[self.pk])

    @property
    def designation(self):
        """What a person calls it: brand and model, or category. Needs those three."""
        parts = [str(part) for part in (self.brand, self.model) if part]
        return " ".join(parts) or str(self.category)

    @property
    def is_out(self):
        return self.status in OUT

    @property
    def is_in_house(self):
        return self.status in IN_HOUSE
