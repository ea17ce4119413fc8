"""Uploaded erasure reports: their type by content, and their disks by the `READERS` of modules.

Reports are stored unchanged, read, shown, then confirmed.
"""

from dataclasses import asdict, dataclass, field
from pathlib import PurePath

from django.utils.translation import gettext as _

from core.text_input import line_of
from core.workflow.lifecycle import Refused
from inventory.devices.lifecycle.devices import ErasureMethod, ErasureResult
from inventory.devices.lifecycle.erasure import (
    STANDARDS,
    methods_for,
    usual_standard,
    usual_verification,
)

MAX_BYTES = 10 * 1024 * 1024
MAX_TEXT_BYTES = 2 * 1024 * 1024  # limit of XML, JSON and logs
TYPES = {
    "pdf": "application/pdf",
    "xml": "application/xml",
    "json": "application/json",
    "log": "text/plain",
}
# {type: functions (bytes) -> the `ErasureEntry` objects of a report, or None if another tool wrote
# it}, added by modules; they raise `Refused` for a file that cannot be read
READERS = {form: [] for form in TYPES}
ENDINGS = {"pdf": {".pdf"}, "xml": {".xml"}, "json": {".json"}, "log": {".log", ".txt"}}


@dataclass
class ErasureEntry:
    """One erasure of a report; missing values are empty.

    `words` is the name that the tool gives to the method; `machine` is the serial number of the
    machine that contained the disk; times are ISO strings with an offset.
    """

    serial: str = ""
    model: str = ""
    kind: str = ""
    capacity_gb: int | None = None
    method: str = ""
    standard: str = ""
    passes: int | None = None
    tool: str = ""
    tool_version: str = ""
    verification: str = ""
    result: str = ErasureResult.UNKNOWN.value
    started_at: str = ""
    ended_at: str = ""
    words: str = ""
    machine: str = ""

    def as_data(self):
        """Return JSON to store, with truncated lines and no claims impossible for the medium."""
        data = {k: line_of(v)[:60] if isinstance(v, str) else v for k, v in asdict(self).items()}
        data["tool_version"] = data["tool_version"][:40]
        if self.method:
            reached = self.standard in STANDARDS[ErasureMethod(self.method)]
            data["standard"] = self.standard if reached else str(usual_standard(self.method))
            data["verification"] = self.verification or str(
                usual_verification(self.method, has_report=True)
            )
        if self.method != ErasureMethod.OVERWRITE:
            data["passes"] = None
        is_void = self.kind and self.method and self.method not in methods_for(self.kind)
        if is_void and self.result == ErasureResult.PASSED:
            data["result"] = ErasureResult.UNKNOWN.value
        return data


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
    """Read an uploaded file, outside transactions, into a `Reading`; raise `Refused` if invalid.

    A file of an unknown tool has no entries; a log must come from a supported tool.
    """
    if upload.size > MAX_BYTES:
        raise Refused(_("This file is too large: 10 MB at most."))
    content = upload.read()
    form = _form_of(content)
    if PurePath(upload.name or "").suffix.lower() not in ENDINGS[form]:
        raise Refused(_("The extension of this file does not match its content: it was refused."))
    if form != "pdf" and len(content) > MAX_TEXT_BYTES:
        raise Refused(_("This report is unusually large: it was refused."))
    return Reading(content, TYPES[form], _entries_in(form, content) or [])


def _entries_in(form, content):
    """Return the entries of the first reader that knows the tool, or None."""
    found = (read(content) for read in READERS[form])
    return next((entries for entries in found if entries is not None), None)


def _form_of(content):
    start = content.removeprefix(b"\xef\xbb\xbf")[:200].lstrip()
    if content.startswith(b"%PDF-"):
        if b"%%EOF" not in content[-1024:]:
            raise Refused(_("This PDF is incomplete: send it again."))
        return "pdf"
    if start.startswith((b"<", b"\xff\xfe<", b"\xfe\xff\0<")):
        return "xml"
    if start.startswith((b"{", b"[{")):
        return "json"
    if b"\0" in content or not _is_text(content) or _entries_in("log", content) is None:
        raise Refused(_("A report must be a PDF, XML or JSON file, or the nwipe log."))
    return "log"


def _is_text(content):
    try:
        content.decode()
    except UnicodeDecodeError:
        return False
    return True
