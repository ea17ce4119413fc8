"""The declaration of the module."""

from django.utils.translation import gettext_lazy as _

from core.modules.panels import Panel
from modules.declaration import RemovableModule
from modules.machine_files import dmidecode, hwinfo, lshw

MODULE = RemovableModule(
    key="machine_files",
    rank=None,
    label=_("Files of lshw, hwinfo and dmidecode"),
    description=_(
        "The output of these tools describes a machine, just as the file from rebond-bench does."
    ),
    help_lines={
        "bench": (
            3,
            _(
                "Without rebond-bench, send the output of hwinfo, `lshw -json` or dmidecode: it is"
                " read in the same way."
            ),
        )
    },
    panels=[Panel("machine_tools", "machine_files/_tools.html")],
    machine_readers={"json": [lshw], "text": [dmidecode, hwinfo]},
)
