"""Read uploaded erasure reports: detect their type by content, and parse them with `READERS`.

Reports are stored unchanged, parsed, shown, then confirmed. Any DTD is refused; a PDF is read in a
separate, limited process that does not import Django.
"""

from dataclasses import dataclass, field
from pathlib import PurePath

from django.utils.translation import gettext as _

from core.workflow.lifecycle import Refused
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
# {type: functions (tree of an XML or JSON file, or text of a PDF or log) -> the `ErasureEntry`
# objects of a report, or None if another tool wrote it}, added by modules
READERS = {form: [] for form in TYPES}
PARSERS = {"pdf": text_of, "xml": tree_of_xml, "json": tree_of_json, "log": bytes.decode}
ENDINGS = {"pdf": {".pdf"}, "xml": {".xml"}, "json": {".json"}, "log": {".log", ".txt"}}


@dataclass
class Reading:
    """The bytes of a report, their type, and an `ErasureEntry` for each medium."""

    content: bytes
    content_type: str
    entries: list = field(default_factory=list)

    @property
    def tool(self):
        return self.entries[0].tool if self.entries else ""


def read_report(upload):
    """Parse an uploaded file, outside transactions, into a `Reading`; raise `Refused` if invalid.

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
    return Reading(content, TYPES[form], _entries_in(form, content) or [])


def _entries_in(form, content):
    """Return the entries of the first reader that knows the tool, or None."""
    parsed = PARSERS[form](content)
    found = (read(parsed) for read in READERS[form])
    return next((entries for entries in found if entries is not None), None)


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
    if b"\0" in content or not _is_text(content) or _entries_in("log", content) is None:
        raise Refused(_("A report is a PDF, XML or JSON file, or the log of nwipe."))
    return "log"


def _is_text(content):
    try:
        content.decode()
    except UnicodeDecodeError:
        return False
    return True
