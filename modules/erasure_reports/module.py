"""The declaration of the module."""

from django.utils.translation import gettext_lazy as _

from modules.declaration import RemovableModule
from modules.erasure_reports import blancco, labelled, nwipe

MODULE = RemovableModule(
    key="erasure_reports",
    rank=None,
    label=_("Reports of erasure tools"),
    description=_(
        "The reports of nwipe, Blancco, Certus and KillDisk fill in the form of an erasure."
    ),
    report_readers={
        "pdf": [nwipe.read_text, blancco.read_text],
        "xml": [blancco.read_xml, labelled.read_xml],
        "json": [nwipe.read_json],
        "log": [nwipe.read_text],
    },
)
