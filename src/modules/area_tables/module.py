"""The declaration of the module."""

from django.utils.translation import gettext_lazy as _

from desk.help.topics import Topic
from modules.area_tables.area_import import AREAS
from modules.area_tables.operations import take_in
from modules.declaration import RemovableModule
from people.base.roles import Role

MODULE = RemovableModule(
    key="area_tables",
    rank=None,
    label=_("Tables of territories"),
    description=_(
        "Reports can be split by commune, EPCI, département or priority area, from their"
        " published tables."
    ),
    permissions={Role.COORDINATOR: {take_in.permission}},
    paths={"territories": "settings"},
    topics=[Topic("areas", Role.COORDINATOR, "area_list area_import", after="lists")],
    search_words={"area_list": _("priority neighbourhoods towns import")},
    list_kinds=[AREAS],
)
