from django.db import models
from django.db.models import F, Q
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from catalogue.models import Kit, OfOneKind
from core.quantities import exactly_one
from loans.models.needs import WithNeeds, needs_of_devices
from loans.models.request import Request


class RequestLineQuerySet(models.QuerySet):
    def for_list(self):
        return self.select_related("category", "product", "accessory", "kit")

    def with_reserved(self):
        """Annotate `reserved`: the quantity on prepared loans for the line."""
        live = Q(items__status="reserved")
        return self.annotate(
            reserved=models.functions.Coalesce(models.Sum("items__quantity", filter=live), 0)
        )


class RequestLine(WithNeeds, OfOneKind):
    """A quantity of one kind: requested, then accepted, then served."""

    request = models.ForeignKey(Request, models.PROTECT, related_name="lines")
    # The lines that a kit was expanded into share its number in the request.
    kit = models.ForeignKey(
        Kit, models.PROTECT, verbose_name=_("kit"), null=True, blank=True, related_name="+"
    )
    bundle = models.PositiveSmallIntegerField(null=True, blank=True, editable=False)
    # The quantity in one kit when it was requested.
    per_kit = models.PositiveSmallIntegerField(default=1, editable=False)
    requested = models.PositiveIntegerField(_("asked"))
    accepted = models.PositiveIntegerField(_("accepted"), null=True, editable=False)
    served = models.PositiveIntegerField(_("handed over"), default=0, editable=False)

    objects = RequestLineQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("line")
        verbose_name_plural = _("lines")
        constraints = [
            models.CheckConstraint(
                name="loans_requestline_one_kind",
                condition=exactly_one("category", "product", "accessory"),
                violation_error_message=_("A line asks for one kind of thing."),
            ),
            needs_of_devices("loans_requestline_needs"),
            models.CheckConstraint(
                name="loans_requestline_kit",
                condition=Q(kit=None, bundle=None) | Q(kit__isnull=False, bundle__isnull=False),
                violation_error_message=_("What belongs to a kit says which of the request."),
            ),
            models.CheckConstraint(
                name="loans_requestline_per_kit",
                condition=Q(per_kit__gte=1) & (Q(kit__isnull=False) | Q(per_kit=1)),
                violation_error_message=_("A kit holds at least one of each of its parts."),
            ),
            models.CheckConstraint(
                name="loans_requestline_quantities",
                condition=Q(requested__gte=1)
                & (
                    Q(accepted=None, served=0)
                    | Q(
                        accepted__isnull=False,
                        accepted__lte=F("requested"),
                        served__lte=F("accepted"),
                    )
                ),
                violation_error_message=_(
                    "No more is handed over than was accepted, nor accepted than was asked."
                ),
            ),
        ]

    def __str__(self):
        return f"{self.what} × {self.requested}"

    @classmethod
    def of_kit(cls, kit, count, bundle):
        """The unsaved lines that so many of a kit are; `bundle` is their number in the request."""
        return [
            cls(
                category=part.category,
                product=part.product,
                accessory=part.accessory,
                requested=part.quantity * count,
                kit=kit,
                bundle=bundle,
                per_kit=part.quantity,
            )
            for part in kit.parts.for_list()
        ]

    @cached_property
    def still_open(self):
        """How many are accepted and neither served nor reserved. Needs `with_reserved`."""
        return (self.accepted or 0) - self.served - self.reserved
