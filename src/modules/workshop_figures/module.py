"""The declaration of the module."""

from django.utils.translation import gettext_lazy as _

from desk.help.topics import Topic
from desk.navigation import Tab
from inventory.workshop.operations.bench import refurbish
from modules.declaration import RemovableModule
from modules.workshop_figures.benchmark import measures
from people.base.roles import Role

MODULE = RemovableModule(
    key="workshop_figures",
    rank=None,
    label=_("Workshop figures"),
    description=_("How long each step of the workshop takes, and which models fail afterwards."),
    menu=[
        (
            "workshop",
            Tab(
                "workshop_figures",
                _("Figures"),
                "chart-column",
                refurbish.permission,
                names=("workshop_devices",),
            ),
            "repair_list",
        )
    ],
    topics=[
        Topic(
            "workshop_figures",
            Role.TECHNICIAN,
            "workshop_figures workshop_devices",
            after="queue",
        )
    ],
    measures=measures,
)
