"""Uploaded erasure reports: type detected by content, stored unchanged, parsed by tool.

Reports are parsed, shown, then confirmed. The type of a file is detected from its bytes; any DTD is
refused; a PDF is read in a separate, limited process that does not import Django.

Verified against: for nwipe, the source of its PDF certificates (one disk, and a whole machine),
JSON and log summary, versions 0.35 to 0.40; for Blancco, the structure of the XML as named by
programs that read it (`blancco_data`, `entries`, `entry`), without a file of theirs. The labels of
Blancco's PDF, and the XML of Certus and KillDisk, were not verified against any file: the
technician checks them. nwipe writes local time without a zone: ours is assumed.
"""

from dataclasses import dataclass, field
from pathlib import PurePath

from django.utils.translation import gettext as _

from core.workflow.lifecycle import Refused
from inventory.erasure.report_readers import blancco, labelled, nwipe
from inventory.erasure.report_readers.pdf_text import text_of
from inventory.erasure.report_readers.trees import tree_of_json, tree_of_xml

MAX_BYTES = 10 * 1024 * 1024
MAX_TEXT_BYTES = 2 * 1024 * 1024  # limit of XML, JSON and logs
TYPES = {
    "pdf": "application/pdf",
    "xml": "application/xml",
    "json": "application/json",
    "log": "text/plain",
}
ENDINGS = {"pdf": {".pdf"}, "xml": {".xml"}, "json": {".json"}, "log": {".log", ".txt"}}


@dataclass
class Reading:
    """The bytes of a report, their type, and an `ErasureEntry` for each medium in it."""

    content: bytes
    content_type: str
    entries: list = field(default_factory=list)

    @property
    def tool(self):
        return self.entries[0].tool if self.entries else ""


def read_report(upload):
    """The `Reading` of an uploaded file; call it outside transactions. Raises `Refused`.

    A PDF of an unknown tool has no entries; XML and JSON must come from a supported tool.
    """
    if upload.size > MAX_BYTES:
        raise Refused(_("This file is too large: 10 MB at most."))
    content = upload.read()
    form = _form_of(content)
    if PurePath(upload.name or "").suffix.lower() not in ENDINGS[form]:
        raise Refused(_("The name of this file does not say what is in it: it was refused."))
    if form != "pdf" and len(content) > MAX_TEXT_BYTES:
        raise Refused(_("This report is larger than any that a tool writes: it was refused."))
    return Reading(content, TYPES[form], READERS[form](content))


def _form_of(content):
    start = content.removeprefix(b"\xef\xbb\xbf")[:200].lstrip()
    if content.startswith(b"%PDF-"):
        if b"%%EOF" not in content[-1024:]:
            raise Refused(_("This PDF is cut short: send it again."))
        return "pdf"
    if start.startswith((b"<", b"\xff\xfe<", b"\xfe\xff\0<")):
        return "xml"
    if start.startswith((b"{", b"[{")):
        return "json"
    if b"\0" in content or not _is_text(content) or not nwipe.is_nwipe(content.decode()):
        raise Refused(_("A report is a PDF, XML or JSON file, or the log of nwipe."))
    return "log"


def _is_text(content):
    try:
        content.decode()
    except UnicodeDecodeError:
        return False
    return True


def _read_pdf(content):
    text = text_of(content)
    if nwipe.is_nwipe(text):
        return nwipe.read_text(text)
    return blancco.read_text(text) if "blancco" in text.lower() else []


def _read_xml(content):
    tree = tree_of_xml(content)
    if blancco.is_blancco(tree):
        return blancco.read_xml(tree)
    return labelled.read_xml(tree) if labelled.tool_of(tree) else []


def _read_json(content):
    return nwipe.read_json(tree_of_json(content))


def _read_log(content):
    return nwipe.read_text(content.decode())


READERS = {"pdf": _read_pdf, "xml": _read_xml, "json": _read_json, "log": _read_log}
