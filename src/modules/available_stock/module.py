"""The declaration of the module."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from desk.navigation import Tab
from modules.declaration import RemovableModule


def measures(user):
    return [("Availability by category", reverse("availability"), 4)]


MODULE = RemovableModule(
    key="available_stock",
    rank=None,
    search_words={"availability": _("free stock"), "total_need": _("shortage missing")},
    label=_("Total need and availability"),
    description=_(
        "The total of a site’s open requests, and what its stock can cover by a given date."
    ),
    menu=[
        (
            "requests",
            Tab("total_need", _("Total need"), "sigma", "loans.hand_over"),
            "waiting_list",
        ),
        (
            "requests",
            Tab("availability", _("Availability"), "package-search", "inventory.view_device"),
            "total_need",
        ),
    ],
    help_pages={"allocation": "total_need availability"},
    measures=measures,
)
