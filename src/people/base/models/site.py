from django.db import models
from django.utils.translation import gettext_lazy as _

from core.models.addressed import Addressed
from core.models.validators import is_siret


class SiteQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The sites where `user` works; coordinators see all sites, associations active ones."""
        if user.has_perm("inventory.view_every_site"):
            return self
        if user.organisation_id:
            return self.filter(is_active=True)
        return self.filter(pk__in=user.site_ids)


class Site(Addressed):
    """A site of our association where devices are stored and visitors received."""

    PAGE, NEEDS = "site_edit", "people.change_site"

    name = models.CharField(_("name"), max_length=60, unique=True)
    address = models.TextField(_("address"), max_length=300, blank=True)
    town = models.CharField(_("town"), max_length=80, blank=True)
    phone = models.CharField(_("phone"), max_length=20, blank=True)
    siret = models.CharField(
        _("SIRET"),
        max_length=14,
        blank=True,
        validators=[is_siret],
        help_text=_("SIRET of this establishment, printed on waste slips."),
    )
    is_active = models.BooleanField(_("open"), default=True)
    count_every = models.PositiveSmallIntegerField(
        _("days between two stocktakes"),
        default=180,
        help_text=_("Days after which its shelves and devices must be counted again; 0 for never."),
    )

    objects = SiteQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        verbose_name = _("site")
        verbose_name_plural = _("sites")

    def __str__(self):
        return self.name
