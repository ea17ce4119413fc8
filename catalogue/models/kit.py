from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from catalogue.models.named import Named
from catalogue.models.of_one_kind import OfOneKind
from core.numbers import exactly_one
from core.workflow.guards import never_deleted


class KitQuerySet(models.QuerySet):
    def askable(self):
        """Active kits that have parts, with their parts."""
        parts = models.Prefetch("parts", KitPart.objects.for_list())
        return self.filter(is_active=True, parts__isnull=False).distinct().prefetch_related(parts)


class Kit(Named):
    """A bundle requested as a unit: a phone, its SIM card and its charger."""

    code = models.SlugField(_("code"), max_length=20, unique=True)
    is_active = models.BooleanField(_("offered"), default=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    objects = KitQuerySet.as_manager()

    class Meta:
        ordering = ["position", "code"]
        verbose_name = _("kit")
        verbose_name_plural = _("kits")
        constraints = [
            never_deleted("catalogue_kit_kept", _("A kit is not offered any more, never deleted."))
        ]


class KitPartQuerySet(models.QuerySet):
    def for_list(self):
        return self.select_related("category", "product", "accessory")


class KitPart(OfOneKind):
    """A quantity of one item in a kit."""

    kit = models.ForeignKey(Kit, models.CASCADE, related_name="parts")
    quantity = models.PositiveSmallIntegerField(_("quantity"), default=1)

    objects = KitPartQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("part of a kit")
        verbose_name_plural = _("parts of a kit")
        constraints = [
            models.CheckConstraint(
                name="catalogue_kitpart_one_kind",
                condition=exactly_one("category", "product", "accessory"),
                violation_error_message=_("A part of a kit is one kind of thing."),
            ),
            models.CheckConstraint(
                name="catalogue_kitpart_quantity",
                condition=Q(quantity__gte=1),
                violation_error_message=_("A kit holds at least one of each of its parts."),
            ),
            *(
                models.UniqueConstraint(
                    fields=["kit", kind],
                    name=f"catalogue_kitpart_{kind}_once",
                    violation_error_message=_("This is in the kit already: enter the quantity."),
                )
                for kind in ("category", "product", "accessory")
            ),
        ]

    def __str__(self):
        return f"{self.what} × {self.quantity}"
