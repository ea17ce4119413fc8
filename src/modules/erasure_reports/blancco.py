"""Blancco: the XML of its reports, and the text of its PDF where the labels are the same.

Verified against the structure of the XML as named by programs that read it (`blancco_data`,
`entries`, `entry`), without a real file. The labels of the PDF were not verified against any file:
the technician checks them.
"""

import re

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

RESULTS = {
    "successful": ErasureResult.PASSED,
    "erased": ErasureResult.PASSED,
    "failed": ErasureResult.FAILED,
    "not successful": ErasureResult.FAILED,
    "unsuccessful": ErasureResult.FAILED,
    "cancelled": ErasureResult.FAILED,
    "canceled": ErasureResult.FAILED,
    "interrupted": ErasureResult.FAILED,
}
# Labels in its PDF, in the order of the search.
LABELS = {
    "serial": r"serial(?: number)?",
    "model": r"model",
    "words": r"erasure standard|erasure method|method",
    "result": r"erasure status|status|state|result",
    "started_at": r"(?:erasure )?start(?:ed)?(?: time)?",
    "ended_at": r"(?:erasure )?end(?:ed)?(?: time)?",
    "passes": r"overwriting rounds|erasure rounds",
}


def is_blancco(tree):
    return (
        tree.first("blancco_data") is not None or tree.first("blancco_erasure_report") is not None
    )


def read_xml(tree):
    """Parse an `ErasureEntry` for each erasure in an export; None if another tool wrote it."""
    if not is_blancco(tree):
        return None
    reports = tree.all("report") or [tree]
    entries = []
    for report in reports:
        tool = report.say("product_name") or "Blancco"
        version = report.say("product_version")
        machine = report.say("blancco_hardware_report", "system", "serial")
        entries += [
            _read_erasure(report, erasure, tool, version, machine)
            for erasure in report.all("erasure")
        ]
    return entries[:MAX_ENTRIES]


def _read_erasure(report, erasure, tool, version, machine):
    target = erasure.first("target") or erasure
    serial = target.own("serial")
    disk = _disk_of(report, serial)
    kind = kind_in(
        *(row.own(name) for row in (target, disk) for name in ("interface_type", "type", "model"))
    )
    firmware = number_in(erasure.own("firmware_rounds")) or 0
    rounds = number_in(erasure.own("overwriting_rounds"))
    words = erasure.own("erasure_standard_name")
    method, standard = method_in(words, kind, firmware, rounds)
    return ErasureEntry(
        serial=serial,
        model=target.own("model") or disk.own("model"),
        kind=kind,
        capacity_gb=gigabytes_in(target.own("capacity") or disk.own("capacity")),
        method=method,
        standard=standard,
        passes=rounds,
        tool=tool,
        tool_version=version,
        verification=verification_in(erasure.own("verification") or erasure.own("verified")),
        result=RESULTS.get(erasure.own("state").lower(), ErasureResult.UNKNOWN).value,
        started_at=moment_in(erasure.own("start_time")),
        ended_at=moment_in(erasure.own("end_time") or erasure.own("timestamp")),
        words=words,
        machine=machine,
    )


def _disk_of(report, serial):
    """The disk with this serial number in the hardware part; an erasure has only the number."""
    disks = report.all("disk")
    return next((d for d in disks if serial and d.own("serial") == serial), report)


def kind_in(*labels):
    text = " ".join(labels).lower()
    if "nvme" in text:
        return MediumKind.NVME.value
    if re.search(r"ssd|solid.state", text):
        return MediumKind.SSD.value
    if re.search(r"emmc|ufs|flash|mobile", text):
        return MediumKind.EMBEDDED.value
    return MediumKind.HDD.value if re.search(r"hdd|hard.?dis[ck]|rotating", text) else ""


def method_in(words, kind, firmware, rounds):
    """The method and standard of a Blancco method name; "" for parts that the name leaves open."""
    lowered = words.lower()
    standard = next((s.value for s in (Standard.PURGE, Standard.CLEAR) if s.value in lowered), "")
    if "crypto" in lowered:
        return ErasureMethod.CRYPTO_ERASE.value, Standard.PURGE.value
    if "sanitize" in lowered or "secure erase" in lowered:
        return COMMANDS[kind == MediumKind.NVME, "sanitize" in lowered].value, standard
    if firmware or "firmware" in lowered:
        return ErasureMethod.FIRMWARE.value, standard
    return (ErasureMethod.OVERWRITE.value, standard) if rounds else ("", standard)


def verification_in(words):
    lowered = words.lower()
    if "100" in lowered or "full" in lowered:
        return Verification.FULL.value
    return Verification.SAMPLE.value if "%" in lowered or "sampl" in lowered else ""


def read_text(text):
    """Parse an `ErasureEntry` for each disk with a serial number and a standard in the text.

    None if another tool wrote it.
    """
    if "blancco" not in text.lower():
        return None
    version = re.search(r"blancco [a-z ]*?(?:version )?v?(\d+(?:\.\d+)+)", text, re.IGNORECASE)
    product = re.search(r"blancco (?:drive|mobile|removable)[a-z ]*eraser", text, re.IGNORECASE)
    tool = product[0] if product else "Blancco"
    parts = (
        _lines_of(part) for part in re.split(r"(?im)^(?=\s*(?:disk|drive|target) ?\d+\b)", text)
    )
    facts = [f for f in parts if f.get("serial") and f.get("words")]
    return [_entry_of(fact, tool, version[1] if version else "") for fact in facts[:MAX_ENTRIES]]


def _lines_of(part):
    """Map each of our names to the text after its label, from the first line with that label."""
    facts = {}
    for name, label in LABELS.items():
        match = re.search(rf"(?im)^\s*(?:{label})\s*[:\t]\s*(\S.*)$", part)
        if match:
            facts[name] = match[1].strip()
    return facts


def _entry_of(fact, tool, version):
    kind = kind_in(fact.get("model", ""), fact["words"])
    rounds = number_in(fact.get("passes", ""))
    method, standard = method_in(fact["words"], kind, 0, rounds)
    return ErasureEntry(
        serial=fact["serial"],
        model=fact.get("model", ""),
        kind=kind,
        method=method,
        standard=standard,
        passes=rounds,
        tool=tool,
        tool_version=version,
        result=RESULTS.get(fact.get("result", "").lower(), ErasureResult.UNKNOWN).value,
        started_at=moment_in(fact.get("started_at", "")),
        ended_at=moment_in(fact.get("ended_at", "")),
        words=fact["words"],
    )
