"""Draft of an erasure in a report, with the choices of our models."""

import re
from dataclasses import asdict, dataclass
from datetime import UTC, datetime

from django.utils import timezone
from django.utils.dateparse import parse_datetime

from core.text_input import line_of
from inventory.devices.lifecycle.devices import ErasureMethod, ErasureResult
from inventory.devices.lifecycle.erasure import (
    STANDARDS,
    methods_for,
    usual_standard,
    usual_verification,
)

MAX_ENTRIES = 40  # media in one report
# {(whether the disk is NVMe, whether the command was a sanitize): method}
COMMANDS = {
    (False, True): ErasureMethod.ATA_SANITIZE,
    (False, False): ErasureMethod.ATA_SECURE_ERASE,
    (True, True): ErasureMethod.NVME_SANITIZE,
    (True, False): ErasureMethod.NVME_FORMAT,
}
EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)


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


def moment_in(text):
    """Parse a datetime of a tool into an ISO string, or ""; a time without an offset is local."""
    match = re.sub(r"\s+", " ", text or "").strip().replace("/", "-")
    match = re.sub(r" ?([+-]\d{2}):?(\d{2})$", r"\1:\2", match)
    try:
        moment = parse_datetime(match)
        if moment is None:
            return ""
        if timezone.is_naive(moment):
            moment = timezone.make_aware(moment)
        return moment.isoformat() if moment > EARLIEST else ""
    except (ValueError, OverflowError):
        return ""


def number_in(text, largest=32_767):
    """Parse a whole number of a report; None if it is not a positive number up to `largest`."""
    match = re.fullmatch(r"\d{1,15}", (text or "").strip(), re.ASCII)
    return int(match[0]) if match and 0 < int(match[0]) <= largest else None


def gigabytes_in(text):
    """Convert bytes to decimal gigabytes, the unit printed by makers; None if not a number."""
    size = number_in(text, largest=10**15)
    return max(1, round(size / 10**9)) if size else None
