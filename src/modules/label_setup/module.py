"""The declaration of the module."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.modules.panels import Panel
from desk.help.topics import Topic
from desk.home.steps import Step
from inventory.models import Printer
from modules.declaration import RemovableModule
from modules.label_setup.operations import save_format, save_printer
from modules.label_setup.settings_entries import VIEW_FORMATS
from people.base.roles import Role


def first_step():
    return (
        save_printer.permission,
        Step(
            _("Print a test page of labels"),
            _("Print on plain paper and hold it against a sheet of labels to check the alignment."),
            reverse("printer_list"),
            Printer.objects.exists(),
            optional=True,
        ),
    )


MODULE = RemovableModule(
    key="label_setup",
    rank=None,
    label=_("Label settings"),
    description=_("Your own sheets and rolls, and calibrated printers."),
    permissions={Role.COORDINATOR: {VIEW_FORMATS}, Role.ADMIN: {save_format.permission}},
    topics=[
        Topic(
            "labelformats",
            Role.COORDINATOR,
            "labelformat_list labelformat_add labelformat_edit printer_list printer_add"
            " printer_edit printer_calibrate",
            after="labels",
        )
    ],
    panels=[
        Panel("label_defaults_actions", "label_setup/_actions.html"),
        Panel("label_printer", "label_setup/_printers.html"),
    ],
    first_steps=[first_step],
)
