"""The declaration of the module."""

from django.utils.translation import gettext_lazy as _

from core.modules.panels import Panel
from desk.navigation import Tab
from modules.declaration import RemovableModule
from modules.device_updates.kind import UPDATE

IMPORT = UPDATE.start.permission


def button(user, css):
    return {"css": css} if user.has_perm(IMPORT) else None


def of_list(user, batch):
    is_open = user.has_perm(IMPORT) and not batch.document.purged_at
    return {"batch": batch} if is_open else None


MODULE = RemovableModule(
    key="device_updates",
    rank=None,
    label=_("Updating devices from a list"),
    description=_(
        "A corrected export of devices, or a list from another tool, changes many "
        "devices at once. Each change is shown first, and can be undone."
    ),
    acts=(Tab("device_update", _("Update devices from a file"), "upload", IMPORT),),
    help_pages={"imports": "device_update"},
    help_lines={
        "imports": (
            4,
            _(
                "To correct or complete devices in the register, choose “Update from a file” on "
                "the page of the devices. Send the corrected export, or a list from another tool "
                "(GLPI, Snipe-IT, OCS Inventory): each row identifies its device by its tag, or "
                "otherwise by its serial number or IMEI. You can update memory, processor, "
                "storage, system, screen, price, purchase, warranty and the donor’s numbers; an "
                "empty cell changes nothing. You see each field before and after. A value that has "
                "changed in the meantime, or that differs from a machine file, is not modified "
                "until you decide."
            ),
        )
    },
    panels=[
        Panel("device_files", "device_updates/_button.html", button),
        Panel("list_corrections", "device_updates/_of_list.html", of_list),
        Panel("device_export", "device_updates/_corrections.html"),
    ],
    list_kinds=[UPDATE],
)
