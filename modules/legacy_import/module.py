"""The declaration of the module."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.models import Event
from core.modules.panels import Panel
from desk.help.topics import Topic
from desk.home.steps import Step
from modules.declaration import RemovableModule
from modules.legacy_import.import_type import REGISTER
from modules.legacy_import.lifecycle import OF_DEVICES
from people.base.roles import Role

TAKE_OVER = "legacy_import.take_over"


def first_step():
    return (
        TAKE_OVER,
        Step(
            _("Import your existing register"),
            _("Devices that are ready, lent or given today come in from a spreadsheet."),
            reverse("takeover"),
            Event.objects.filter(kind__in=OF_DEVICES).exists(),
            optional=True,
        ),
    )


MODULE = RemovableModule(
    key="legacy_import",
    rank=None,
    label=gettext_lazy("Import an existing register"),
    description=gettext_lazy(
        "You lend devices already, and a spreadsheet says who has what: it comes in whole, with"
        " its past days."
    ),
    permissions={Role.COORDINATOR: {TAKE_OVER}},
    topics=[Topic("takeover", Role.COORDINATOR, "takeover", after="messages")],
    panels=[Panel("device_list_actions", "legacy_import/_import.html")],
    first_steps=[first_step],
    list_kinds=[REGISTER],
)
