"""nwipe (and ShredOS): its PDF certificates of one disk or of a machine, its JSON and its log.

Verified against the source of nwipe, versions 0.35 to 0.40: PDF of one disk and of a whole machine,
JSON, and summary of the log. nwipe writes local time without a zone, taken to be in the time zone
of the site.
"""

import re
from datetime import datetime, timedelta

from django.utils import timezone

from inventory.devices.lifecycle.devices import ErasureMethod, ErasureResult, MediumKind
from inventory.devices.lifecycle.erasure import Standard, Verification
from inventory.erasure.report_files import ErasureEntry
from modules.erasure_reports.values import (
    COMMANDS,
    MAX_ENTRIES,
    gigabytes_in,
    moment_in,
    number_in,
)

# Passes of each method in one round; the technician enters those of other methods.
PASSES = {
    "fill with zeros": 1,
    "fill with ones": 1,
    "prng stream": 1,
    "quick erase": 1,
    "dod short": 3,
    "dod 5220.22-m": 7,
    "gutmann wipe": 35,
    "hmg is5 enhanced": 3,
    "bruce schneier 7-pass": 7,
}
RESULTS = {
    "ERASED": ErasureResult.PASSED,
    "FAILED": ErasureResult.FAILED,
    "ABORTED": ErasureResult.FAILED,
    "UABORTED": ErasureResult.FAILED,
}
VERIFICATIONS = {
    "last": Verification.FULL,
    "all": Verification.FULL,
    "none": Verification.TOOL,
    "VL": Verification.FULL,
    "VA": Verification.FULL,
    "NV": Verification.TOOL,
}
# Labels of its PDF of one disk or several; each value ends at the next label.
LABELS = [
    "Make/Model:",
    "Make:",
    "Serial:",
    "S/N:",
    "Bus:",
    "Size(Apparent):",
    "Size(Real):",
    "Start time:",
    "End time:",
    "Duration:",
    "Status:",
    "See Warning !",
    "Method:",
    "PRNG algorithm:",
    "Final Pass(Zeros/Ones/None):",
    "Blanking Pass:",
    "Verify Pass(Last/All/None):",
    "Verify(Last/All/None):",
    "*Bytes Erased:",
    "Rounds(completed/requested):",
    "HPA/DCO:",
    "HPA/DCO Size:",
    "Throughput:",
    "Errors(pass/sync/verify):",
    "Information:",
    "Disk Erasure Details",
    "* bytes erased:",
    "Technician/Operator ID",
]
LABEL = re.compile("|".join(re.escape(label) for label in sorted(LABELS, key=len, reverse=True)))
STATUS = re.compile(r"\b(ERASED|FAILED|ABORTED|INSANITY)\b")
LOG_ROW = re.compile(
    r"^!?\s*\S+\s*\|\s*-*\s*(\w+)\s*-*\s*\|[^|]*\|\s*(\d+):(\d\d):(\d\d)\s*\|\s*(.*?)/(\S*)\s*$"
)
OPTION = re.compile(r"notice: {2,}(method|rounds) {2,}= (.+?) *$", re.MULTILINE)
# a disk in the log of a run that was cut short, without the table of results
LOG_DISK = re.compile(r"notice: Found [^,]+, *(\w+), (.*), ([^,]*), S/N=(.*?) *$", re.MULTILINE)
LOG_END = re.compile(r"^\[(\S+ \S+)\].*Total Throughput [^,]*, (.*), (\d+)R\+N?B\+(\w+)\s*$")


def is_nwipe(text):
    return bool(re.search(r"by nwipe version|\bnwipe\b", text, re.IGNORECASE))


def read_text(text):
    """Parse an `ErasureEntry` for each disk from its PDF or log; None if another tool wrote it."""
    if not is_nwipe(text):
        return None
    is_log = "Drive Status" in text or OPTION.search(text) or LOG_DISK.search(text)
    return _read_log(text) if is_log else _read_paper(text)


def _read_paper(text):
    version = re.search(r"NWIPE version (\S+)", text, re.IGNORECASE)
    machine = re.search(r"System S/N: *(.+?) *(?:\n|$)", text)
    flat = " ".join(text.split())
    starts = [m.start() for m in re.finditer(r"Make(?:/Model)?:", flat)]
    entries = []
    for start, end in zip(starts, [*starts[1:], len(flat)], strict=True):
        facts = _parse_block(flat[start:end])
        entries.append(_entry_on_paper(facts, version, machine))
    return entries[:MAX_ENTRIES]


def _parse_block(block):
    """Map each label to the text up to the next label; with the status, which may have no label."""
    labels = list(LABEL.finditer(block))
    ends = [label.start() for label in labels[1:]] + [len(block)]
    facts = {}
    for label, end in zip(labels, ends, strict=True):
        facts.setdefault(label[0], block[label.end() : end].strip())
    status = STATUS.search(facts.get("Status:", "")) or STATUS.search(block)
    return facts | {"status": status[1] if status else ""}


def _entry_on_paper(facts, version, machine):
    kind = _kind_of(facts.get("Bus:", ""))
    words = facts.get("Method:", "")
    verify = facts.get("Verify Pass(Last/All/None):") or facts.get("Verify(Last/All/None):", "")
    rounds = facts.get("Rounds(completed/requested):", "").partition("/")[0]
    size = re.search(r"(\d{6,}) ?b", facts.get("Size(Apparent):", ""))
    result = RESULTS.get(facts["status"], ErasureResult.UNKNOWN)
    if (
        "hidden sectors found" in facts.get("HPA/DCO:", "").lower()
        and result == ErasureResult.PASSED
    ):
        result = ErasureResult.UNKNOWN  # hidden areas were not erased
    return ErasureEntry(
        serial=_serial_or_blank(facts.get("Serial:") or facts.get("S/N:", "")),
        model=facts.get("Make/Model:") or facts.get("Make:", ""),
        kind=kind,
        capacity_gb=gigabytes_in(size[1]) if size else None,
        **_method_in(words, kind, number_in(rounds)),
        tool="nwipe",
        tool_version=version[1] if version else "",
        verification=VERIFICATIONS.get(verify.split(" ")[0].lower(), ""),
        result=result.value,
        started_at=moment_in(facts.get("Start time:", "")),
        ended_at=moment_in(facts.get("End time:", "")),
        words=words,
        machine=_serial_or_blank(machine[1]) if machine else "",
    )


def _serial_or_blank(serial):
    return "" if serial.lower() in {"unknown", "not specified", "(null)"} else serial


def _kind_of(bus):
    """Kind of a medium by the name of its bus: nwipe marks flash with "/S"."""
    if bus.upper().startswith("NVME"):
        return MediumKind.NVME.value
    return MediumKind.SSD.value if "/S" in bus.upper() else ""


def _method_in(words, kind, rounds):
    """Method, standard and passes of an nwipe method; empty if it erases nothing."""
    lowered = " ".join(words.lower().split())
    if not lowered or lowered.startswith("verify"):
        return {}
    if "crypto erase" in lowered:
        return {"method": ErasureMethod.CRYPTO_ERASE.value, "standard": Standard.PURGE.value}
    if "sanitize" in lowered or "secure erase" in lowered:
        return {"method": COMMANDS[kind == MediumKind.NVME, "sanitize" in lowered].value}
    each = PASSES.get(lowered)
    return {
        "method": ErasureMethod.OVERWRITE.value,
        "standard": Standard.CLEAR.value,
        "passes": each * rounds if each and rounds else None,
    }


def _read_log(text):
    """Parse the summary of a log, which has each disk and its duration.

    The time of the log counts as the end of the erasures.
    """
    rows = [row for row in map(LOG_ROW.match, text.splitlines()) if row]
    end = next((e for e in map(LOG_END.match, text.splitlines()) if e), None)
    version = re.search(r"nwipe (\d[\w.-]*)", text)
    ended_at = moment_in(end[1]) if end else ""
    options = dict(OPTION.findall(text))  # a log without its last line
    words = end[2] if end else options.get("method", "")
    rounds = end[3] if end else options.get("rounds", "")
    entries = []
    for status, hours, minutes, seconds, model, serial in (
        row.groups() for row in rows[:MAX_ENTRIES]
    ):
        spent = timedelta(hours=int(hours), minutes=int(minutes), seconds=int(seconds))
        result = RESULTS.get(status.strip("-").upper(), ErasureResult.UNKNOWN)
        entries.append(
            ErasureEntry(
                serial=_serial_or_blank(serial),
                model=model.strip(),
                **_method_in(words, "", number_in(rounds)),
                tool="nwipe",
                tool_version=version[1] if version else "",
                verification=VERIFICATIONS.get(end[4], "") if end else "",
                result=result.value,
                started_at=_before(ended_at, spent),
                ended_at=ended_at,
                words=words,
            )
        )
    return entries or _entries_without_result(text, words, number_in(rounds), version)


def _entries_without_result(text, words, rounds, version):
    """An entry of unknown result for each disk of a log without the table of results."""
    return [
        ErasureEntry(
            serial=_serial_or_blank(serial),
            model=model.strip(),
            kind=_kind_of(bus),
            **_method_in(words, _kind_of(bus), rounds),
            tool="nwipe",
            tool_version=version[1] if version else "",
            result=ErasureResult.UNKNOWN.value,
            words=words,
        )
        for bus, model, _size, serial in LOG_DISK.findall(text)[:MAX_ENTRIES]
    ]


def _before(moment, spent):
    if not moment:
        return ""
    try:
        return (datetime.fromisoformat(moment) - spent).isoformat()
    except OverflowError:
        return ""


def read_json(data):
    """Parse the single disk of a JSON report, without the method; None for any other JSON."""
    if not isinstance(data, dict):
        return None
    about, disk, wipe = (_part(data, name) for name in ("report_metadata", "device", "wipe_result"))
    if str(about.get("software", "")).lower() != "nwipe" or not wipe:
        return None
    has_errors = any(wipe.get(name) for name in ("pass_errors", "verify_errors"))
    is_done = wipe.get("status") == "success" and not has_errors
    return [
        ErasureEntry(
            serial=_serial_or_blank(str(disk.get("serial_no", ""))),
            model=str(disk.get("model", "")),
            kind=MediumKind.NVME.value if "nvme" in str(disk.get("name", "")) else "",
            capacity_gb=gigabytes_in(str(disk.get("size_bytes", ""))),
            tool="nwipe",
            tool_version=str(about.get("version", "")),
            result=(ErasureResult.PASSED if is_done else ErasureResult.FAILED).value,
            started_at=_of_epoch(wipe.get("start_time")),
            ended_at=_of_epoch(wipe.get("end_time")),
        )
    ]


def _part(data, name):
    part = data.get(name)
    return part if isinstance(part, dict) else {}


def _of_epoch(seconds):
    if not isinstance(seconds, int) or not 0 < seconds < 4_102_444_800:  # the year 2100
        return ""
    return datetime.fromtimestamp(seconds, tz=timezone.get_current_timezone()).isoformat()
