from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Trim, Upper
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from catalogue.models import Brand, Category, DeviceModel
from core.guards import Guard, frozen, never_deleted
from core.lives import Life, LifeQuerySet, known_status, life_field
from donations.models import Donation
from inventory.identifiers import FILLERS
from inventory.lifecycle import (
    DEVICE_NEXT,
    DEVICE_TONES,
    ENDED,
    IN_HOUSE,
    IN_USE,
    OUT,
    DeviceStatus,
    Grade,
    RetireReason,
)
from inventory.models.place import Place
from people.models import Site

SHORTEST_PREFIX = 4


class DeviceQuerySet(LifeQuerySet):
    def visible_to(self, user):
        """Those of the sites where `user` works; all for a coordinator; none for associations."""
        if user.has_perm("inventory.view_every_site"):
            return self
        if user.has_perm("inventory.view_device"):
            return self.filter(site__in=user.site_ids)
        return self.none()

    def lendable(self):
        return self.filter(status=DeviceStatus.READY)

    def in_house(self):
        return self.filter(status__in=IN_HOUSE)

    def living(self):
        """Those that are ours and in the figures."""
        return self.exclude(status__in=ENDED)

    def matching_code(self, code):
        """The devices that this tag (old ones too), serial or IMEI names."""
        # A subquery, not a join: only so can each part use its own index.
        tagged = self.model.objects.filter(tags__code=code).order_by().values("pk")
        return self.filter(Q(pk__in=tagged) | Q(serial=code) | Q(imei=code) | Q(imei2=code))

    def matching(self, text):
        """Those that a search names: whole tag, beginning of serial or IMEI, brand, model."""
        text = " ".join(text.upper().split())
        key = text.casefold()
        named = Q(asset_tag=text) | Q(serial=text) | Q(imei=text) | Q(imei2=text)
        if len(text) >= SHORTEST_PREFIX:
            named |= Q(serial__prefix=text) | Q(imei__prefix=text)
        models_named = DeviceModel.objects.filter(key__contains=key).values_list("pk", flat=True)
        brands_named = Brand.objects.filter(key__contains=key).values_list("pk", flat=True)
        # Lists of ids, not joins: only so can each part use its own index.
        return self.filter(
            named | Q(model__in=list(models_named[:500])) | Q(brand__in=list(brands_named[:500]))
        )

    def for_list(self):
        return self.select_related("category", "brand", "model", "site", "place")


class Device(Life):
    """One donated machine, from arrival to its last day; it never names who holds it."""

    Status = DeviceStatus
    NEXT = DEVICE_NEXT
    TONES = DEVICE_TONES

    status = life_field(DeviceStatus, DeviceStatus.RECEIVED)
    asset_tag = models.CharField(_("tag"), max_length=20, unique=True, editable=False)
    category = models.ForeignKey(Category, models.PROTECT, verbose_name=_("category"))
    brand = models.ForeignKey(Brand, models.PROTECT, verbose_name=_("brand"), null=True, blank=True)
    model = models.ForeignKey(
        DeviceModel, models.PROTECT, verbose_name=_("model"), null=True, blank=True
    )
    serial = models.CharField(
        _("serial number"), max_length=60, null=True, blank=True, db_index=True
    )
    imei = models.CharField(_("IMEI"), max_length=15, null=True, blank=True, db_index=True)
    imei2 = models.CharField(_("second IMEI"), max_length=15, null=True, blank=True, db_index=True)
    site = models.ForeignKey(Site, models.PROTECT, verbose_name=_("site"), db_index=False)
    place = models.ForeignKey(Place, models.PROTECT, verbose_name=_("place"), null=True, blank=True)
    donation = models.ForeignKey(
        Donation,
        models.PROTECT,
        verbose_name=_("donation"),
        null=True,
        blank=True,
        related_name="devices",
    )
    received_at = models.DateTimeField(_("last arrival"), default=timezone.now, editable=False)
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
    retire_reason = models.CharField(
        _("reason"), max_length=10, choices=RetireReason, blank=True, editable=False
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
            models.Index(fields=["status", "-id"], name="inventory_device_status"),
            models.Index(fields=["status", "asset_tag"], name="inventory_device_status_tag"),
            models.Index(fields=["category", "status", "-id"], name="inventory_device_category"),
        ]
        constraints = [
            known_status("inventory_device_status_known", DeviceStatus),
            models.CheckConstraint(
                name="inventory_device_erased_before_use",
                condition=~Q(status__in=IN_USE) | Q(needs_erasure=False),
                violation_error_message=_("Its data must be erased before it is used."),
            ),
            models.CheckConstraint(
                name="inventory_device_serial_clean",
                condition=Q(serial=None)
                | Q(serial=Upper(Trim("serial"))) & ~Q(serial="") & ~Q(serial__in=FILLERS),
                violation_error_message=_(
                    "A serial number is in capitals, without spaces around; unknown is empty."
                ),
            ),
            models.CheckConstraint(
                name="inventory_device_imei_clean",
                condition=(Q(imei=None) | Q(imei__regex=r"^[0-9]{15}$"))
                & (Q(imei2=None) | Q(imei2__regex=r"^[0-9]{15}$"))
                & (Q(imei=None) | Q(imei2=None) | ~Q(imei=F("imei2"))),
                violation_error_message=_("An IMEI has 15 digits; the second is another one."),
            ),
            models.CheckConstraint(
                name="inventory_device_grade",
                condition=Q(grade="") | Q(grade__in=Grade.values),
                violation_error_message=_("The grade is A, B or C."),
            ),
            models.CheckConstraint(
                name="inventory_device_retire_reason",
                condition=~Q(status=DeviceStatus.RETIRED)
                | Q(retire_reason__in=RetireReason.values),
                violation_error_message=_("Say why it is retired."),
            ),
            models.UniqueConstraint(
                fields=["model", "serial"],
                condition=~Q(status__in=ENDED),
                name="inventory_device_serial_of_model",
                violation_error_message=_("This serial number is in the register for this model."),
            ),
            models.UniqueConstraint(
                fields=["serial"],
                condition=Q(model=None) & ~Q(status__in=ENDED),
                name="inventory_device_serial_alone",
                violation_error_message=_("This serial number is in the register already."),
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
