"""The declaration of the module."""

from django.utils.translation import gettext_lazy as _

from core.modules.panels import Panel
from modules.declaration import RemovableModule
from modules.local_help import demo
from modules.local_help.models import ResourceLink
from modules.local_help.places import PLACES
from modules.local_help.structures import structures


def help_of(user, _nothing):
    return {
        "links": ResourceLink.objects.filter(commune=None),
        "count": ResourceLink.objects.exclude(commune=None).count(),
    }


MODULE = RemovableModule(
    key="local_help",
    rank=None,
    label=_("Local help"),
    description=_("Documents show where people can find help with computers and phones near them."),
    help_pages={"agreements": "link_add link_edit helpplace_list helpplace_import"},
    help_lines={
        "agreements": (
            3,
            _(
                "Import places that offer help from a table, or the organisations and "
                "services from data.inclusion. The annex shows the two nearest places."
            ),
        )
    },
    panels=[Panel("agreement_texts", "local_help/_agreement_texts.html", help_of)],
    printed_help=[ResourceLink.objects.printed_in],
    places=[ResourceLink.objects.near],
    structures=[structures],
    list_kinds=[PLACES],
    demo=demo.list_places,
)
