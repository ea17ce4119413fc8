"""The declaration of the module."""

from django.utils.translation import gettext_lazy as _

from core.lists.filters import UNNEEDED
from core.modules.registry import is_on
from desk.help.topics import Topic
from inventory.device_pages.filters import DeviceFilter
from inventory.device_pages.tables import DeviceTable
from modules.declaration import RemovableModule
from modules.end_of_support import demo
from modules.end_of_support.ends import COLUMN, FILTER, cell_updates_end
from modules.end_of_support.figures import ENDED, ENDING
from modules.end_of_support.operations import save_end
from people.base.roles import Role

NAME = "updates_end"  # name of the column and the filter


def _hidden_while_off():
    return [] if is_on("end_of_support") else [NAME]


MODULE = RemovableModule(
    key="end_of_support",
    rank=127,
    label=_("End of updates"),
    search_words={"supportend_list": _("Windows 10 Chromebook security updates")},
    description=_(
        "Lists and figures show the devices whose operating system no longer receives "
        "updates, or soon will not."
    ),
    urls=("supportend_*",),
    figures=(ENDED.key, ENDING.key),
    permissions={Role.ADMIN: {save_end.permission}},
    paths={"ends-of-updates": "settings"},
    topics=[Topic("end_of_support", Role.ADMIN, "supportend_list supportend_edit", after="bench")],
    new_columns={DeviceTable: {NAME: (COLUMN, cell_updates_end)}},
    new_filters={DeviceFilter: {NAME: (FILTER, "leaving")}},
    new_figures=[(ENDED, ""), (ENDING, "")],
    demo=demo.note_systems,
)

DeviceTable.Meta.joins = DeviceTable.Meta.joins | {NAME: ["specification"]}
UNNEEDED.append(_hidden_while_off)
