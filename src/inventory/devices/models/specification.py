"""Specifications of devices, and the reports that they are read from.

A device has one row of typed fields, with limits checked by the database; unknown figures are NULL.
The row is kept when the device returns, since the licence belongs to the machine. Battery health
and processor generation are computed, never stored.
"""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Replace, Upper
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.models import Document
from core.models.fields import check, protected_key, user_key, valid_choice
from core.workflow.guards import frozen, never_deleted
from inventory.devices.lifecycle.specifications import (
    Firmware,
    Keyboard,
    Licence,
    Os,
    ReportKind,
    StorageKind,
    Tpm,
)
from inventory.devices.models.device import Device

# plausible minimum and maximum of each figure
LIMITS = {
    "cores": (1, 256),
    "ram_gb": (1, 2_048),
    "storage_gb": (1, 100_000),
    "screen_inches": (1, 110),
    "screen_width": (100, 16_384),
    "screen_height": (100, 16_384),
    "battery_design_mwh": (500, 200_000),
    "battery_full_mwh": (0, 200_000),
    "battery_cycles": (0, 10_000),
    "battery_percent": (0, 150),
}
LISTS = {
    "storage_kind": StorageKind,
    "keyboard": Keyboard,
    "tpm": Tpm,
    "firmware": Firmware,
    "os": Os,
    "licence": Licence,
}


def figure(words, name, kind=models.PositiveIntegerField, **more):
    """Return a number field with the limits of `name`; empty if unknown."""
    least, largest = LIMITS[name]
    between = [MinValueValidator(least), MaxValueValidator(largest)]
    return kind(words, null=True, blank=True, validators=between, **more)


def listed(words, name, length):
    """Return a choice field with the choices of `name`; empty if unknown."""
    return models.CharField(words, max_length=length, choices=LISTS[name], blank=True)


def within(*names):
    """Condition for rows in which each of these values is unknown or within its limits."""
    condition = Q()
    for name in names:
        condition &= Q(**{name: None}) | Q(**{f"{name}__range": LIMITS[name]})
    return condition


def of_lists():
    condition = Q()
    for name, choices in LISTS.items():
        condition &= Q(**{f"{name}__in": ["", *choices.values]})
    return condition


class SpecificationQuerySet(models.QuerySet):
    def of(self, device):
        """The specification of a device, or an empty unsaved row."""
        return getattr(device, "specification", None) or Specification(device=device)


class Specification(models.Model):
    """Hardware and software of one device; unknown values are empty.

    The row is kept when the device leaves and returns, since the licence belongs to the machine.
    """

    device = models.OneToOneField(
        Device, models.PROTECT, related_name="specification", editable=False
    )
    cpu = models.CharField(_("processor"), max_length=100, blank=True)
    cores = figure(_("cores"), "cores", models.PositiveSmallIntegerField)
    ram_gb = figure(_("memory (GB)"), "ram_gb", models.PositiveSmallIntegerField)
    storage_gb = figure(_("storage (GB)"), "storage_gb")
    storage_kind = listed(_("kind of storage"), "storage_kind", 10)
    screen_inches = figure(
        _("screen (inches)"), "screen_inches", models.DecimalField, max_digits=4, decimal_places=1
    )
    screen_width = figure(
        _("screen width (pixels)"), "screen_width", models.PositiveSmallIntegerField
    )
    screen_height = figure(
        _("screen height (pixels)"), "screen_height", models.PositiveSmallIntegerField
    )
    keyboard = listed(_("keyboard"), "keyboard", 10)
    has_webcam = models.BooleanField(_("webcam"), null=True, blank=True)
    has_cellular = models.BooleanField(_("4G or 5G"), null=True, blank=True)
    battery_design_mwh = figure(_("battery capacity when new (mWh)"), "battery_design_mwh")
    battery_full_mwh = figure(_("battery capacity today (mWh)"), "battery_full_mwh")
    battery_cycles = figure(_("battery cycles"), "battery_cycles")
    # as reported by the donor or a phone, unless both capacities are measured
    battery_percent = figure(
        _("battery health (%)"), "battery_percent", models.PositiveSmallIntegerField
    )
    tpm = listed(_("TPM"), "tpm", 4)
    firmware = listed(_("firmware"), "firmware", 4)
    os = listed(_("system"), "os", 10)
    os_version = models.CharField(_("system version"), max_length=60, blank=True)
    licence = listed(_("licence"), "licence", 12)
    # not printed on labels or on papers of a family
    coa_number = models.CharField(_("COA number"), max_length=40, blank=True)

    objects = SpecificationQuerySet.as_manager()

    class Meta:
        verbose_name = _("specifications")
        verbose_name_plural = _("specifications")
        indexes = [
            models.Index(fields=["ram_gb", "device"], name="inventory_spec_ram"),
            models.Index(fields=["storage_gb", "device"], name="inventory_spec_storage"),
            models.Index(fields=["screen_inches", "device"], name="inventory_spec_screen"),
            models.Index(
                fields=["coa_number"], condition=~Q(coa_number=""), name="inventory_spec_coa"
            ),
        ]
        constraints = [
            check(
                "sizes",
                within("cores", "ram_gb", "storage_gb"),
                _("Enter 1 to 256 cores, 1 to 2,048 GB of memory and 1 to 100,000 GB of storage."),
            ),
            check(
                "screen",
                within("screen_inches", "screen_width", "screen_height")
                & (
                    Q(screen_width=None, screen_height=None)
                    | Q(screen_width__isnull=False, screen_height__isnull=False)
                ),
                _(
                    "Enter a screen of 1 to 110 inches, with a width and height of 100 "
                    "to 16,384 pixels."
                ),
            ),
            check(
                "battery",
                within(
                    "battery_design_mwh", "battery_full_mwh", "battery_cycles", "battery_percent"
                )
                & (
                    Q(battery_design_mwh=None)
                    | Q(battery_full_mwh=None)
                    | Q(battery_full_mwh__lte=F("battery_design_mwh") * 3 / 2)
                ),
                _(
                    "Enter a battery capacity of 500 to 200,000 mWh when new, at most one and a "
                    "half times that today, at most 10,000 cycles and a health of at most 150."
                ),
            ),
            check(
                "lists",
                of_lists(),
                _("Choose storage, keyboard, TPM, firmware, system and licence from their lists."),
            ),
            check(
                "coa",
                Q(coa_number=Upper(Replace("coa_number", Value(" ")))),
                _("Enter the COA number in capitals, without spaces."),
            ),
            frozen(
                ["device_id"], _("Specifications must stay with their device."), name="of_device"
            ),
            never_deleted(_("Specifications cannot be deleted: correct them instead.")),
        ]

    def __str__(self):
        return " · ".join(part for part in (self.cpu, self.sizes) if part)

    @property
    def sizes(self):
        """Memory and storage as a short text."""
        ram = self.ram_gb and _("%(size)s GB of memory") % {"size": self.ram_gb}
        storage = self.storage_gb and _("%(size)s GB %(kind)s") % {
            "size": self.storage_gb,
            "kind": self.get_storage_kind_display(),
        }
        return " · ".join(str(part).strip() for part in (ram, storage) if part)

    @property
    def resolution(self):
        if self.screen_width is None:
            return ""
        return f"{self.screen_width} × {self.screen_height}"

    @property
    def battery_health(self):
        """Full capacity of the battery, as a percentage of its design capacity; None if unknown."""
        if self.battery_design_mwh is None or self.battery_full_mwh is None:
            return self.battery_percent
        return round(100 * self.battery_full_mwh / self.battery_design_mwh)


class MachineReport(models.Model):
    """A hardware report file, stored unchanged so that it can be parsed again."""

    device = protected_key(Device, related_name="machine_reports")
    kind = models.CharField(_("tool"), max_length=10, choices=ReportKind)
    document = models.OneToOneField(Document, models.PROTECT, related_name="+")
    by = user_key()
    at = models.DateTimeField(default=timezone.now, editable=False)
    applied_at = models.DateTimeField(null=True, editable=False)
    # specification fields whose value matched the report after it was applied
    confirmed = models.JSONField(default=list, editable=False)

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("machine file")
        verbose_name_plural = _("machine files")
        constraints = [
            valid_choice("kind", ReportKind, _("We cannot read files from this tool.")),
            frozen(
                ["device_id", "kind", "document_id", "at"],
                _("Data read from a machine cannot be changed."),
            ),
            never_deleted(_("The file can be deleted, but the record that it was read must stay.")),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} · {self.device}"


FACTS = [
    field.name
    for field in Specification._meta.concrete_fields
    if field.editable and not field.primary_key
]
