"""Territories of published tables (INSEE): for reports, never the address of a person."""

import re
from unicodedata import normalize

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.models.fields import once, protected_key, user_key, valid_choice
from core.workflow.guards import append_only
from people.base.lifecycle import AreaKind


class AreaTable(models.Model):
    """An imported published table of territories."""

    source = models.CharField(
        _("source"),
        max_length=200,
        help_text=_("Its publisher and version: INSEE, Code officiel géographique..."),
    )
    dated = models.DateField(_("date of the table"))
    count = models.PositiveIntegerField(default=0, editable=False)
    by = user_key(editable=False)
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("table of territories")
        verbose_name_plural = _("tables of territories")
        constraints = [
            append_only(
                _("An imported table cannot be changed: it is kept as received."), name="kept"
            ),
        ]

    def __str__(self):
        return f"{self.source} ({self.dated:%d/%m/%Y})"


class AreaQuerySet(models.QuerySet):
    def named(self, text):
        """The areas with this code, this name, or both as in "Rennes (35238)"."""
        code = text.rpartition("(")[2].rstrip(") ") if text.endswith(")") else text
        return self.filter(Q(code__iexact=code.strip()) | Q(key=key_of(text)))

    def communes(self):
        return self.filter(kind=AreaKind.COMMUNE)


class Area(models.Model):
    """A département, a commune, a group of communes (EPCI) or a priority area (QPV)."""

    kind = models.CharField(_("kind"), max_length=12, choices=AreaKind)
    code = models.CharField(_("code"), max_length=12)
    name = models.CharField(_("name"), max_length=120)
    # Key shared by all spellings of the name.
    key = models.CharField(max_length=120, editable=False, db_index=True)
    # For a commune: the codes of the territories it is in, if the table has them.
    department = models.CharField(_("département"), max_length=3, blank=True)
    epci = models.CharField(_("EPCI"), max_length=9, blank=True, db_index=True)
    table = protected_key(AreaTable, related_name="areas", editable=False)

    objects = AreaQuerySet.as_manager()

    class Meta:
        ordering = ["kind", "name", "code"]
        verbose_name = _("territory")
        verbose_name_plural = _("territories")
        constraints = [
            once(["kind", "code"], _("This territory is already in the tables.")),
            valid_choice(
                "kind",
                AreaKind,
                _("A territory must be a commune, an EPCI, a département or a priority area."),
            ),
        ]

    def __str__(self):
        return f"{self.name} ({self.code})"

    def holds(self, person):
        """Condition for the person at the end of the lookup `person` to live in this area."""
        by = {
            AreaKind.COMMUNE: ("commune", self),
            AreaKind.QPV: ("priority_area", self),
            AreaKind.EPCI: ("commune__epci", self.code),
            AreaKind.DEPARTMENT: ("commune__department", self.code),
        }
        name, value = by[AreaKind(self.kind)]
        return Q(**{f"{person}__{name}" if person else name: value})


def key_of(text):
    """Normalised name of a territory, without its code, postcode, accents, case and signs."""
    plain = normalize("NFKD", text.partition("(")[0]).encode("ascii", "ignore").decode()
    words = re.findall(r"[a-z]+", plain.casefold())
    return " ".join(
        "saint" if word == "st" else "sainte" if word == "ste" else word for word in words
    )
