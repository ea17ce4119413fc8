"""Categories, brands, models and voucher products; displayed names exist in each language."""

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from catalogue.models.named import Named
from catalogue.models.power import Connector, sound_power, valid_connector
from core.models import Mergeable
from core.models.fields import check, once, protected_key, valid_choice
from core.workflow.guards import frozen, never_deleted


def list_of_sizes(words):
    """Return a model field for the sizes that a request can require, such as "10 13 15.6"."""
    valid = RegexValidator(
        r"^\d{1,3}([.,]\d)?( +\d{1,3}([.,]\d)?)*$",
        _("Separate sizes with spaces: 10 13 15.6."),
    )
    return models.CharField(
        words,
        max_length=60,
        blank=True,
        validators=[valid],
        help_text=_(
            "Separated by spaces: 10 13 15.6. If this is empty, requests do not ask for a size."
        ),
    )


class Category(Named):
    """A kind of device: laptop, phone... Devices of a kind that stores data must be erased."""

    code = models.SlugField(_("code"), max_length=20, unique=True)
    icon = models.CharField(_("icon"), max_length=30, default="package")
    holds_data = models.BooleanField(
        _("holds data"), help_text=_("A device of this kind must be erased each time it arrives.")
    )
    has_imei = models.BooleanField(_("has an IMEI"), default=False)
    needs_charger = models.BooleanField(
        _("needs a charger"),
        default=False,
        help_text=_("The bench checks whether a device of this kind has its charger."),
    )
    # Properties that a request can require of these devices.
    screen_sizes = list_of_sizes(_("screen sizes to choose from (inches)"))
    memory_sizes = list_of_sizes(_("memory sizes to choose from (GB)"))
    offers_webcam = models.BooleanField(_("a webcam can be requested"), default=False)
    offers_cellular = models.BooleanField(_("4G or 5G can be requested"), default=False)
    weight_g = models.PositiveIntegerField(_("weight in grams"), null=True, blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        ordering = ["position", "code"]
        verbose_name = _("category")
        verbose_name_plural = _("categories")
        constraints = [
            frozen(
                ["code", "holds_data"],
                _("The kind of a device cannot be changed: add another kind."),
            ),
            never_deleted(_("A kind of device cannot be deleted from the list.")),
        ]


MAX_IDS = 500  # maximum number of brands or models that a search matches


class NamedQuerySet(models.QuerySet):
    """Brands or models: each has a name, and a `key` shared by the spellings of the name."""

    def visible_to(self, user):
        seen = user.has_perm("catalogue.view_reference")
        return self.filter(merged_into=None) if seen else self.none()

    def offered(self):
        """Rows that forms suggest: neither merged nor awaiting a decision."""
        return self.filter(merged_into=None, is_proposal=False)

    def proposed(self):
        """Rows that await a coordinator's decision."""
        return self.filter(merged_into=None, is_proposal=True)

    def called(self, key):
        """Rows whose key, or the key of a row merged into them, contains `key`."""
        merged = self.model.objects.filter(key__contains=key).exclude(merged_into=None)
        return self.filter(Q(key__contains=key) | Q(pk__in=merged.values("merged_into")))

    def ids_called(self, key):
        """Ids of the first `MAX_IDS` rows that match; a merged row yields its survivor."""
        standing = Coalesce("merged_into", "pk")
        return list(self.filter(key__contains=key).values_list(standing, flat=True)[:MAX_IDS])


class Proposable(Mergeable):
    """A brand or model proposed during intake, for a coordinator to settle."""

    is_proposal = models.BooleanField(_("to approve"), default=False, editable=False)

    objects = NamedQuerySet.as_manager()

    class Meta:
        abstract = True


class Brand(Proposable):
    """A manufacturer. "ASUS", "Asus " and "asus" are one brand: they share a `key`.

    Another spelling ("Hewlett-Packard") is a row that is merged into the brand.
    """

    name = models.CharField(_("name"), max_length=60)
    key = models.CharField(
        max_length=60,
        unique=True,
        editable=False,
        error_messages={"unique": _("This brand already exists.")},
    )

    class Meta:
        ordering = ["name"]
        verbose_name = _("brand")
        verbose_name_plural = _("brands")

    def __str__(self):
        return self.name


class DeviceModel(Proposable):
    """A model as its manufacturer names it; `key` is shared by its spellings."""

    brand = protected_key(Brand, _("brand"), null=True, blank=True)
    name = models.CharField(_("name"), max_length=80)
    key = models.CharField(max_length=80, editable=False)
    category = protected_key(
        Category,
        _("category"),
        null=True,
        blank=True,
        help_text=_("Category of its devices. Empty: the category of the first device entered."),
    )
    charger_connector = models.CharField(
        _("plug of its charger"), max_length=12, choices=Connector, blank=True
    )
    charger_watts = models.PositiveSmallIntegerField(
        _("power of its charger (W)"),
        null=True,
        blank=True,
        help_text=_("The minimum it needs; a stronger charger fits too."),
    )

    class Meta:
        ordering = ["name"]
        verbose_name = _("model")
        verbose_name_plural = _("models")
        constraints = [
            once(["brand", "key"], _("This model already exists.")),
            once(
                ["key"],
                _("This model already exists."),
                name="once_unbranded",
                condition=Q(brand=None),
            ),
            valid_connector("charger_connector"),
            sound_power("charger_connector", "charger_watts"),
        ]

    def __str__(self):
        return self.name


class VoucherKind(models.TextChoices):
    SIM = "sim", _("SIM card")
    ESIM = "esim", _("eSIM")
    TOP_UP = "top_up", _("top-up code")
    ROUTER = "router", _("router with its SIM card")


# Products that go into a device; the others are codes on paper.
CARDS = [VoucherKind.SIM, VoucherKind.ESIM, VoucherKind.ROUTER]


class VoucherProduct(Named):
    """A connectivity voucher as an operator sells it."""

    operator = models.CharField(_("operator"), max_length=60)
    kind = models.CharField(_("kind"), max_length=8, choices=VoucherKind)
    face_value = models.DecimalField(
        _("face value (€)"), max_digits=7, decimal_places=2, null=True, blank=True
    )
    price_asked = models.DecimalField(
        _("price asked (€)"), max_digits=7, decimal_places=2, null=True, blank=True
    )
    data_gb = models.DecimalField(
        _("data (GB)"), max_digits=6, decimal_places=1, null=True, blank=True
    )
    valid_days = models.PositiveSmallIntegerField(
        _("days of use once activated"), null=True, blank=True
    )

    class Meta:
        ordering = ["operator", f"names__{settings.LANGUAGE_CODE}"]
        verbose_name = _("voucher product")
        verbose_name_plural = _("voucher products")
        constraints = [
            check(
                "value",
                (Q(face_value=None) | Q(face_value__gte=0))
                & (Q(price_asked=None) | Q(price_asked__gte=0))
                & (Q(data_gb=None) | Q(data_gb__gte=0)),
                _("The value cannot be negative."),
            ),
            valid_choice("kind", VoucherKind, _("This kind of voucher does not exist.")),
        ]

    @property
    def is_card(self):
        """Whether the product goes into a device: a SIM card, an eSIM or a router."""
        return self.kind in CARDS
