"""What a machine tells of itself, in the files of the tools that ask it."""

from django.utils.translation import gettext as _

from core.lives import Refused
from inventory.machines import collect, dmidecode, hwinfo, lshw
from inventory.machines.words import as_json

MAX_BYTES = 2 * 1024 * 1024


def read(content):
    """The `Machine` that a file tells of, whichever tool made it; or raise `Refused`."""
    if len(content) > MAX_BYTES:
        raise Refused(_("This file is too large: 2 MB at most."))
    text = _text_of(content)
    if not text.strip():
        raise Refused(_("This file is empty."))
    machine = _told(text)
    if machine is None or not (machine.facts or machine.disks or machine.model):
        raise Refused(
            _("This is no output of collect.sh, lshw -json, hwinfo or dmidecode that we can read.")
        )
    return machine


def _text_of(content):
    for mark, encoding in ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if content.startswith(mark):  # what PowerShell writes
            return content.decode(encoding, errors="replace")
    return content.decode("utf-8-sig", errors="replace")


def _told(text):
    if text.lstrip()[:1] in ("{", "["):
        told = as_json(text)
        if told is None:
            raise Refused(_("This JSON is cut short or damaged: make the file again."))
        return next((r.read(told) for r in (collect, lshw) if r.is_like(told)), None)
    return next((r.read(text) for r in (dmidecode, hwinfo) if r.is_like(text)), None)
