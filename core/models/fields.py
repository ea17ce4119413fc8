"""Fields that several models have."""

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.validators import is_siren, is_siret


def user_key(**options):
    """A foreign key to a user who did something, without a relation back."""
    return models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", **options)


def document_key(**options):
    """A foreign key to a file of the row, without a relation back."""
    return models.ForeignKey("core.Document", models.PROTECT, related_name="+", **options)


def siren_field():
    return models.CharField(_("SIREN"), max_length=9, blank=True, validators=[is_siren])


def siret_field():
    return models.CharField(_("SIRET"), max_length=14, blank=True, validators=[is_siret])


def rna_field():
    sentence = _("An RNA number looks like W751234567.")
    is_rna = RegexValidator(r"^W\d[0-9A-Z]\d{7}$", sentence)
    return models.CharField(_("RNA number"), max_length=10, blank=True, validators=[is_rna])
