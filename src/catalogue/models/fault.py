"""Fault types, and their synonyms in imported lists.

Both (`FaultType`, `FaultAlias`) are edited in the catalogue, so that a new vocabulary needs no
code. Barriers are the fixed choices of the Open Repair Standard and some of our own; a repair
without a known outcome has not ended.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from catalogue.models.named import Named
from core.models.fields import protected_key
from core.workflow.guards import never_deleted


class FaultType(Named):
    """A type of device fault, also found by its aliases."""

    code = models.SlugField(_("code"), max_length=20, unique=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        ordering = ["position", "code"]
        verbose_name = pgettext_lazy("repair", "fault")
        verbose_name_plural = _("faults")
        constraints = [
            never_deleted(_("A fault cannot be deleted from the list.")),
        ]


class FaultAlias(models.Model):
    """Another name of a fault type; `key` is its normalised spelling."""

    fault = protected_key(FaultType, _("matching fault"), related_name="aliases")
    name = models.CharField(_("word used elsewhere"), max_length=80)
    key = models.CharField(
        max_length=80,
        unique=True,
        editable=False,
        error_messages={"unique": _("This word already stands for a fault.")},
    )

    class Meta:
        ordering = ["fault", "name"]
        verbose_name = _("word for a fault")
        verbose_name_plural = _("words for faults")

    def __str__(self):
        return self.name
