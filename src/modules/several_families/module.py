"""The declaration of the module."""

from django.utils.translation import gettext_lazy as _

from core.modules.panels import Panel
from desk.help.topics import Topic
from modules.declaration import RemovableModule
from people.base.roles import Role

MODULE = RemovableModule(
    key="several_families",
    rank=None,
    label=_("Several families at once"),
    description=_("An organisation enters requests for many families in one table or spreadsheet."),
    topics=[
        Topic(
            "families",
            Role.COORDINATOR,
            "families_new requestgroup_detail",
            for_associations=True,
            after="requests",
        )
    ],
    panels=[Panel("request_list_actions", "several_families/_button.html")],
)
