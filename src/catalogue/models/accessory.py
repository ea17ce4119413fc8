from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from catalogue.models.kinds import Category
from catalogue.models.named import Named
from catalogue.models.power import Connector, sound_power, valid_connector
from core.models.fields import check, valid_choice


class AccessorySort(models.TextChoices):
    """The type of an accessory or spare part."""

    CHARGER = "charger", _("charger")
    CABLE = "cable", _("cable")
    BAG = "bag", _("bag or sleeve")
    MOUSE = "mouse", _("mouse")
    KEYBOARD = "keyboard", _("keyboard")
    SOUND = "sound", _("headset or speakers")
    WEBCAM = "webcam", _("webcam")
    SIM = "sim", _("SIM card accessory")
    RAM = "ram", _("memory (RAM)")
    DISK = "disk", _("disk, SSD or USB stick")
    BATTERY = "battery", _("battery")
    SCREEN = "screen", _("screen")
    SHELL = "shell", _("shell, hinge or key")
    BOARD = "board", _("board, fan or port")
    OTHER = "other", pgettext_lazy("accessory", "other")


class AccessoryKindQuerySet(models.QuerySet):
    def parts(self):
        return self.filter(is_part=True)

    def accessories(self):
        """Accessories that are handed over with a device."""
        return self.filter(is_part=False)

    def askable(self):
        """Accessories that an organisation can request: "a charger", whatever its plug."""
        return self.accessories().filter(connector="")

    def offered_at_intake(self, category):
        """Accessories that intake asks about for a device of this category."""
        return self.accessories().filter(intake_categories=category).order_by("pk")

    def charging(self, connector, watts):
        """Chargers with this plug and at least this wattage, weakest first."""
        rows = self.filter(sort=AccessorySort.CHARGER, connector=connector or None)
        return rows.filter(watts__gte=watts or 0).order_by("watts", "code")


class AccessoryKind(Named):
    """An untagged item, counted by quantity: an accessory (charger, bag) or a spare part."""

    code = models.SlugField(_("code"), max_length=20, unique=True)
    sort = models.CharField(
        _("what it is"), max_length=8, choices=AccessorySort, default=AccessorySort.OTHER
    )
    is_part = models.BooleanField(
        _("spare part"), default=False, help_text=_("Fitted in a device; people cannot request it.")
    )
    holds_data = models.BooleanField(
        _("holds data"),
        default=False,
        help_text=_("A disk or memory card: a device fitted with one must be erased again."),
    )
    connector = models.CharField(_("plug"), max_length=12, choices=Connector, blank=True)
    watts = models.PositiveSmallIntegerField(_("power (W)"), null=True, blank=True)
    categories = models.ManyToManyField(
        Category,
        verbose_name=_("compatible with"),
        blank=True,
        related_name="+",
        help_text=_("Leave all unticked if it works with any device."),
    )
    intake_categories = models.ManyToManyField(
        Category,
        verbose_name=_("recorded at intake for"),
        blank=True,
        related_name="+",
        help_text=_(
            "When a device of these categories arrives, the form asks whether this came with it."
        ),
    )
    fits = models.CharField(
        _("fits these models"),
        max_length=300,
        blank=True,
        help_text=_("Their names, separated by commas: Latitude 5480, 5490. Empty: any model."),
    )

    objects = AccessoryKindQuerySet.as_manager()

    class Meta:
        ordering = ["code"]
        verbose_name = _("accessory or part")
        verbose_name_plural = _("accessories and parts")
        constraints = [
            valid_choice("sort", AccessorySort, _("Choose its type in the list.")),
            valid_connector("connector"),
            sound_power("connector", "watts"),
            check(
                "charger",
                Q(connector="", watts=None)
                | Q(sort=AccessorySort.CHARGER, is_part=False, watts__isnull=False),
                _("Enter a plug and a power for a charger, and only for a charger."),
            ),
        ]

    def is_met_by(self, other):
        """Whether `other` satisfies a request for this accessory; any charger fits "a charger"."""
        is_charger = self.sort == AccessorySort.CHARGER and not self.connector
        return self == other or (is_charger and other.sort == AccessorySort.CHARGER)

    def is_for(self, device):
        """Whether the accessory fits the device's model, or any model. Reads `device.model`."""
        names = [name.strip().casefold() for name in self.fits.split(",") if name.strip()]
        return not names or bool(
            device.model and any(name in device.model.name.casefold() for name in names)
        )
