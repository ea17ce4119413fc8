"""Fields that several models have."""

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.models.validators import is_siren, is_siret


def protected_key(to, verbose_name=None, **options):
    """A foreign key to what is not deleted while a row refers to it."""
    return models.ForeignKey(to, models.PROTECT, verbose_name=verbose_name, **options)


def user_key(**options):
    """A foreign key to a user who did something, without a relation back."""
    return protected_key(settings.AUTH_USER_MODEL, related_name="+", **options)


def document_key(**options):
    """A foreign key to a file of the row, without a relation back."""
    return protected_key("core.Document", related_name="+", **options)


def siren_field():
    return models.CharField(_("SIREN"), max_length=9, blank=True, validators=[is_siren])


def siret_field():
    return models.CharField(_("SIRET"), max_length=14, blank=True, validators=[is_siret])


def rna_field():
    sentence = _("An RNA number looks like W751234567.")
    is_rna = RegexValidator(r"^W\d[0-9A-Z]\d{7}$", sentence)
    return models.CharField(_("RNA number"), max_length=10, blank=True, validators=[is_rna])
