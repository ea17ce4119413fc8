"""Published files."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.models.singleton import SingletonModel, only_one


class Publication(SingletonModel):
    """Singleton: the files that anybody may read."""

    shares_places = models.BooleanField(
        _("publish organisations and places that offer help"),
        default=False,
        help_text=_(
            "In the data.inclusion format, at /open-data/data-inclusion.json: names, "
            "SIRET and addresses of organisations, except shelters; no names of "
            "people, phone numbers or e-mail addresses."
        ),
    )
    shares_stock = models.BooleanField(
        _("publish the stock"),
        default=False,
        help_text=_(
            "Counts by model, grade and site, at /open-data/stock.csv, with its description at"
            " /open-data/stock.schema.json."
        ),
    )

    class Meta:
        verbose_name = _("open data")
        verbose_name_plural = _("open data")
        constraints = [only_one(_("There can be only one setting for open data."))]
