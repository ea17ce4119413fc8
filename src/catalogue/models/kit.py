from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from catalogue.models.named import Named
from catalogue.models.of_one_kind import OfOneKind
from core.models.fields import check, once
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
        constraints = [never_deleted(_("A kit cannot be deleted: stop offering it instead."))]


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
            check(
                "one_kind",
                exactly_one("category", "product", "accessory"),
                _("Each part of a kit must be one kind of item."),
            ),
            check(
                "quantity",
                Q(quantity__gte=1),
                _("A kit must contain at least one of each of its parts."),
            ),
            *(
                once(
                    ["kit", kind],
                    _("This item is already in the kit: change its quantity instead."),
                    name=f"{kind}_once",
                )
                for kind in ("category", "product", "accessory")
            ),
        ]

    def __str__(self):
        return f"{self.what} × {self.quantity}"
