"""Help with digital matters: on all papers of a language, or near a commune."""

from typing import NamedTuple

from django.db import models
from django.db.models import Case, Q, When
from django.utils.translation import gettext_lazy as _

from core.formatting import unbroken
from core.models.fields import check, once, protected_key
from people.models import Area

MAX_NEAR = 2  # places printed on a paper


class HelpLine(NamedTuple):
    """A help resource as a line of a paper."""

    label: str
    address: str


class ResourceLinkQuerySet(models.QuerySet):
    def printed_in(self, language, commune=None):
        """The `HelpLine`s of papers: the places near a commune, or else help available anywhere.

        Their number is small, so that the annex stays one page.
        """
        anywhere = self.filter(language=language, is_active=True, commune=None)
        return [link.line for link in self.near(commune)[:MAX_NEAR] or anywhere]

    def places(self, text=""):
        """The places whose name or commune contains `text`."""
        named = Q(label__icontains=text) | Q(commune__name__icontains=text)
        places = self.exclude(commune=None).select_related("commune").filter(named)
        return places.order_by("commune__name", "label", "pk")

    def near(self, commune):
        """The nearest places: of this commune, then its EPCI, then its département."""
        if commune is None:
            return self.none()
        nearness = [When(commune=commune, then=0)]
        if commune.epci:
            nearness.append(When(commune__epci=commune.epci, then=1))
        places = self.select_related("commune").filter(
            is_active=True, commune__department=commune.department
        )
        return places.order_by(Case(*nearness, default=2), "position", "label", "pk")


class ResourceLink(models.Model):
    """A help resource, printed on papers in its language; a place only for people who live near it.

    `source_ref` is its identifier in the imported list; null for a resource entered by hand.
    """

    language = models.SlugField(_("language"), max_length=10)
    label = models.CharField(_("name, or what is offered there"), max_length=120)
    address = models.CharField(_("website, phone or e-mail"), max_length=200, blank=True)
    details = models.CharField(_("what people learn or do there"), max_length=200, blank=True)
    hours = models.CharField(_("hours"), max_length=120, blank=True)
    street = models.CharField(_("street"), max_length=200, blank=True)
    commune = protected_key(
        Area, _("commune, for a place"), null=True, blank=True, related_name="+"
    )
    source_ref = models.CharField(
        _("number in the imported list"), max_length=120, null=True, unique=True, editable=False
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    is_active = models.BooleanField(_("printed on documents"), default=True)

    objects = ResourceLinkQuerySet.as_manager()

    class Meta:
        ordering = ["language", "position", "pk"]
        verbose_name = _("help shown on documents")
        verbose_name_plural = _("help shown on documents")
        constraints = [
            once(
                ["language", "address"],
                _("This address is already in the list."),
                condition=Q(commune=None),
            ),
            check(
                "found",
                Q(commune__isnull=False) | ~Q(address=""),
                _("Enter a commune, or a website, phone number or e-mail address."),
            ),
        ]

    def __str__(self):
        return self.label

    @property
    def line(self):
        """This resource as a line of a paper."""
        if self.commune is None:
            return HelpLine(self.label, self.address)
        town = ", ".join(filter(None, [self.street, self.commune.name]))
        return HelpLine(
            self.label, " · ".join(filter(None, [town, self.hours, unbroken(self.address)]))
        )
