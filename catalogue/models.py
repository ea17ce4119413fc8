"""What kinds of things exist. Names that people read stand in both languages."""

from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from core.guards import Guard, frozen, never_deleted


class Named(models.Model):
    """Reference data with a name in both languages; `name` is the reader's."""

    name_fr = models.CharField(_("French name"), max_length=80)
    name_en = models.CharField(_("English name"), max_length=80)

    class Meta:
        abstract = True

    def __str__(self):
        return self.name

    @property
    def name(self):
        return self.name_en if get_language() == "en" else self.name_fr


class Category(Named):
    """A kind of device: laptop, phone... Whether it holds data decides the erasure gate."""

    code = models.SlugField(_("code"), max_length=20, unique=True)
    icon = models.CharField(_("icon"), max_length=30, default="package")
    holds_data = models.BooleanField(
        _("holds data"), help_text=_("A device of this kind must be erased at every arrival.")
    )
    has_imei = models.BooleanField(_("has an IMEI"), default=False)
    weight_g = models.PositiveIntegerField(_("weight in grams"), null=True, blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        ordering = ["position", "code"]
        verbose_name = _("category")
        verbose_name_plural = _("categories")
        constraints = [
            frozen(
                "catalogue_category_frozen",
                ["code", "holds_data"],
                _("What kind of device it is does not change: add another kind."),
            ),
            never_deleted("catalogue_category_kept", _("A kind of device stays in the list.")),
        ]


class Brand(models.Model):
    """A maker. "ASUS", "Asus " and "asus" are one brand: `key` is what they share."""

    name = models.CharField(_("name"), max_length=60)
    key = models.CharField(
        max_length=60,
        unique=True,
        editable=False,
        error_messages={"unique": _("This brand exists already.")},
    )

    class Meta:
        ordering = ["name"]
        verbose_name = _("brand")
        verbose_name_plural = _("brands")

    def __str__(self):
        return self.name


class DeviceModel(models.Model):
    """A model as its maker names it; `key` is what its spellings share."""

    brand = models.ForeignKey(Brand, models.PROTECT, verbose_name=_("brand"), null=True, blank=True)
    name = models.CharField(_("name"), max_length=80)
    key = models.CharField(max_length=80, editable=False)

    class Meta:
        ordering = ["name"]
        verbose_name = _("model")
        verbose_name_plural = _("models")
        constraints = [
            models.UniqueConstraint(
                fields=["brand", "key"],
                name="catalogue_devicemodel_once",
                violation_error_message=_("This model exists already."),
            ),
            models.UniqueConstraint(
                fields=["key"],
                condition=Q(brand=None),
                name="catalogue_devicemodel_once_unbranded",
                violation_error_message=_("This model exists already."),
            ),
        ]

    def __str__(self):
        return self.name


class AccessoryKind(Named):
    """What goes with a device and is counted, not tagged: a charger, a bag, a mouse."""

    code = models.SlugField(_("code"), max_length=20, unique=True)

    class Meta:
        ordering = ["code"]
        verbose_name = _("accessory")
        verbose_name_plural = _("accessories")


class VoucherKind(models.TextChoices):
    SIM = "sim", _("SIM card")
    ESIM = "esim", _("eSIM")
    TOP_UP = "top_up", _("top-up code")


class VoucherProduct(Named):
    """A connectivity voucher as an operator sells it."""

    operator = models.CharField(_("operator"), max_length=60)
    kind = models.CharField(_("kind"), max_length=8, choices=VoucherKind)
    face_value = models.DecimalField(
        _("face value (€)"), max_digits=7, decimal_places=2, null=True, blank=True
    )
    data_gb = models.DecimalField(
        _("data (GB)"), max_digits=6, decimal_places=1, null=True, blank=True
    )
    valid_days = models.PositiveSmallIntegerField(
        _("days of use once activated"), null=True, blank=True
    )

    class Meta:
        ordering = ["operator", "name_fr"]
        verbose_name = _("voucher product")
        verbose_name_plural = _("voucher products")
        constraints = [
            models.CheckConstraint(
                name="catalogue_voucherproduct_value",
                condition=(Q(face_value=None) | Q(face_value__gte=0))
                & (Q(data_gb=None) | Q(data_gb__gte=0)),
                violation_error_message=_("A value is not negative."),
            )
        ]


class FactorKind(models.TextChoices):
    CO2E_AVOIDED_YEAR = "co2e_avoided_year", _("kg CO2e avoided per year of use")
    MANUFACTURE = "manufacture", _("kg CO2e of manufacture and distribution")


class Factor(models.Model):
    """A figure of impact with where it comes from; a new value is a new row."""

    category = models.ForeignKey(Category, models.PROTECT, verbose_name=_("category"))
    kind = models.CharField(_("kind"), max_length=20, choices=FactorKind)
    value = models.DecimalField(_("value"), max_digits=8, decimal_places=2)
    unit = models.CharField(_("unit"), max_length=40)
    source = models.CharField(_("source"), max_length=200)
    version = models.CharField(_("version"), max_length=40)
    valid_from = models.DateField(_("valid from"))

    class Meta:
        ordering = ["category", "kind", "-valid_from"]
        verbose_name = _("impact factor")
        verbose_name_plural = _("impact factors")
        constraints = [
            models.UniqueConstraint(
                fields=["category", "kind", "valid_from"],
                name="catalogue_factor_once",
                violation_error_message=_("This factor has a value from that date already."),
            ),
            frozen(
                "catalogue_factor_frozen",
                ["category_id", "kind", "value", "unit", "valid_from"],
                _("A figure in use does not change: add a new one."),
                when="OLD.valid_from < CURRENT_DATE",
            ),
            Guard(
                name="catalogue_factor_kept",
                on={"DELETE": "OLD.valid_from < CURRENT_DATE"},
                violation_error_message=_("A figure that was in use is kept."),
            ),
        ]

    def __str__(self):
        return f"{self.category} · {self.get_kind_display()} · {self.valid_from:%Y}"
