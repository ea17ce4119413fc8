from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from inventory.lifecycle import IN_HOUSE
from people.models import Site


class PlaceQuerySet(models.QuerySet):
    def visible_to(self, user):
        if user.has_perm("inventory.view_every_site"):
            return self
        return self.filter(site__in=user.site_ids)

    def matching_code(self, code):
        return self.filter(code=code)

    def with_devices(self):
        """Each with `devices`, how many lie there."""
        there = models.Q(device__status__in=IN_HOUSE)
        return self.annotate(devices=models.Count("device", filter=there))


class Place(models.Model):
    """A shelf, a cupboard, a bench: where in a site a device lies."""

    site = models.ForeignKey(Site, models.PROTECT, verbose_name=_("site"), related_name="places")
    name = models.CharField(_("name"), max_length=60)
    code = models.CharField(
        _("code"),
        max_length=20,
        unique=True,
        help_text=_("What its label says, in capital letters: A1, BENCH2..."),
        error_messages={"unique": _("Another place has this code.")},
    )
    is_active = models.BooleanField(_("in use"), default=True)

    objects = PlaceQuerySet.as_manager()

    class Meta:
        ordering = ["site", "code"]
        verbose_name = _("place")
        verbose_name_plural = _("places")
        constraints = [
            models.UniqueConstraint(
                fields=["site", "name"],
                name="inventory_place_name",
                violation_error_message=_("This site has a place of that name."),
            )
        ]

    def __str__(self):
        return f"{self.code} · {self.name}"

    def get_absolute_url(self):
        return reverse("place_edit", args=[self.pk])
