import base64

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from core.models.fields import document_key, rna_field, siren_field
from core.models.singleton import SingletonModel, only_one
from core.models.validators import can_be_called
from core.workflow.lifecycle import Refused

MODULES_AT_FIRST = ""  # in a new installation: no optional module


class Identity(SingletonModel):
    """Singleton: the name, addresses and logo of the association, as pages and papers show them."""

    name = models.CharField(_("name of the association"), max_length=80)
    logo = document_key(verbose_name=_("logo"), null=True, blank=True)
    siren = siren_field()
    rna = rna_field()
    address = models.TextField(_("address"), max_length=300, blank=True)
    town = models.CharField(_("town"), max_length=80, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(
        _("phone, if a device is found"),
        max_length=20,
        blank=True,
        validators=[can_be_called],
        help_text=_("Printed on every label and on agreements, so that people know who to call."),
    )
    signatory = models.CharField(
        _("signatory of the association"),
        max_length=120,
        blank=True,
        help_text=_("Name and role, as shown on agreements."),
    )
    director = models.CharField(
        _("publication director"),
        max_length=120,
        blank=True,
        help_text=_("The legal representative, usually the president. If empty: the signatory."),
    )
    host = models.TextField(
        _("website host"),
        max_length=300,
        blank=True,
        help_text=_("Name, address and phone, as the law requires for the legal notice."),
    )
    purpose = models.TextField(
        _("purpose of the association"),
        max_length=500,
        blank=True,
        help_text=_("As stated in its articles of association. Donation documents quote it."),
    )
    tax_quality = models.CharField(
        _("status that gives donors a tax reduction"),
        max_length=200,
        blank=True,
        help_text=_("As worded in the official model: “Œuvre ou organisme d’intérêt général”."),
    )
    # Keys of `core.modules.registry`, separated by spaces.
    modules = models.CharField(_("what we use"), max_length=300, blank=True, editable=False)
    signature = document_key(verbose_name=_("signature"), null=True, blank=True, editable=False)
    tag_prefix = models.CharField(
        _("tag prefix"),
        max_length=4,
        default="RB",
        validators=[RegexValidator(r"^[A-Z]{1,4}$", _("One to four capital letters."))],
        help_text=_(
            "The first letters of every asset tag. Tags already printed keep their number."
        ),
    )

    class Meta:
        verbose_name = _("our association")
        verbose_name_plural = _("our association")
        constraints = [
            only_one(_("There can be only one association.")),
        ]

    @property
    def has_address(self):
        return bool(self.address or self.town)

    def __str__(self):
        return self.name

    @classmethod
    def default(cls):
        return cls(pk=1, name=settings.ASSOCIATION, modules=MODULES_AT_FIRST)

    @classmethod
    def load(cls):
        return cls.objects.select_related("logo").filter(pk=1).first() or cls.default()

    @property
    def module_keys(self):
        """The keys of the modules that are on."""
        return frozenset(self.modules.split())

    @cached_property
    def logo_uri(self):
        """The logo as a `data:` URL, so that papers fetch nothing; "" without a logo."""
        if self.logo is None:
            return ""
        try:
            encoded = base64.b64encode(self.logo.read()).decode()
        except Refused:  # the file is lost: papers do without a logo
            return ""
        return f"data:{self.logo.content_type};base64,{encoded}"
