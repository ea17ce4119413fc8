"""Fields shared by several models."""

from typing import NamedTuple

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.models.validators import is_siren, is_siret
from core.workflow.guards import OF_MODEL


def protected_key(to, verbose_name=None, **options):
    """Foreign key to a row that cannot be deleted while it is referred to."""
    return models.ForeignKey(to, models.PROTECT, verbose_name=verbose_name, **options)


def user_key(**options):
    """Foreign key to the user who did something, without a reverse relation."""
    return protected_key(settings.AUTH_USER_MODEL, related_name="+", **options)


def document_key(**options):
    """Foreign key to a file of the row, without a reverse relation."""
    return protected_key("core.Document", related_name="+", **options)


class RemovedKind(NamedTuple):
    """Stand-in for the content type of a model whose module was removed; it never finds a row."""

    id: int

    def model_class(self):
        return ContentType  # any model: no row is looked up

    def get_object_for_this_type(self, **_where):
        raise ContentType.DoesNotExist

    def get_all_objects_for_this_type(self, **_where):
        return []


class SubjectKey(GenericForeignKey):
    """Key to a row of any model; None once the module of that model is removed."""

    def get_content_type(self, **by):
        kind = super().get_content_type(**by)
        return RemovedKind(kind.pk) if kind.model_class() is None else kind


def siren_field():
    return models.CharField(_("SIREN"), max_length=9, blank=True, validators=[is_siren])


def siret_field():
    return models.CharField(_("SIRET"), max_length=14, blank=True, validators=[is_siret])


def rna_field():
    sentence = _("An RNA number looks like W751234567.")
    is_rna = RegexValidator(r"^W\d[0-9A-Z]\d{7}$", sentence)
    return models.CharField(_("RNA number"), max_length=10, blank=True, validators=[is_rna])


def valid_choice(column, choices, message, *, optional=False):
    """CHECK that a column holds one of its choices, or with `optional` the empty text.

    The constraint is named after the column, prefixed by Django with the app and the model.
    """
    values = ["", *choices.values] if optional else choices.values
    return check(column, models.Q(**{f"{column}__in": values}), message)


def check(name, condition, message):
    """CHECK with its message; its `name` is prefixed by Django with the app and the model."""
    return models.CheckConstraint(
        name=OF_MODEL + name, condition=condition, violation_error_message=message
    )


def once(fields, message, *, name="once", condition=None):
    """UNIQUE constraint on these columns together, for the rows that match `condition`.

    Its `name` is prefixed by Django with the app and the model.
    """
    return models.UniqueConstraint(
        fields=fields, name=OF_MODEL + name, condition=condition, violation_error_message=message
    )
