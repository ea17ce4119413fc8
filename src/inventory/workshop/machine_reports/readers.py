"""Readers of hardware reports: of our rebond-bench, and of the tools that modules read."""

from django.utils.translation import gettext as _

from core.workflow.lifecycle import Refused
from inventory.workshop.machine_reports import collect
from inventory.workshop.machine_reports.synonyms import as_json

MAX_REPORT_BYTES = 2 * 1024 * 1024
# {form: readers}: `is_like(parsed JSON or text)`, and `read` for the `Machine` in it; modules add
READERS = {"json": [collect], "text": []}


def read(content):
    """Parse a hardware report of any supported tool into a `Machine`; raises `Refused`."""
    if len(content) > MAX_REPORT_BYTES:
        raise Refused(_("This file is too large: 2 MB at most."))
    text = _text_of(content)
    if not text.strip():
        raise Refused(_("This file is empty."))
    machine = _machine_of(text)
    if machine is None or not (machine.facts or machine.disks or machine.model):
        raise Refused(_("This file is damaged, or comes from an unknown tool."))
    return machine


def _text_of(content):
    for mark, encoding in ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if content.startswith(mark):  # PowerShell writes a byte order mark
            return content.decode(encoding, errors="replace")
    return content.decode("utf-8-sig", errors="replace")


def _machine_of(text):
    if text.lstrip()[:1] in ("{", "["):
        data = as_json(text)
        if data is None:
            raise Refused(_("This JSON is incomplete or damaged: create the file again."))
        return next((r.read(data) for r in READERS["json"] if r.is_like(data)), None)
    return next((r.read(text) for r in READERS["text"] if r.is_like(text)), None)
