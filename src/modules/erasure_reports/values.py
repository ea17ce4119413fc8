"""Values in reports: times, sizes, numbers and commands of disks, in the terms of our models."""

import re
from datetime import UTC, datetime

from django.utils import timezone
from django.utils.dateparse import parse_datetime

from inventory.devices.lifecycle.devices import ErasureMethod

MAX_ENTRIES = 40  # media in one report
# {(whether the disk is NVMe, whether the command was a sanitize): method}
COMMANDS = {
    (False, True): ErasureMethod.ATA_SANITIZE,
    (False, False): ErasureMethod.ATA_SECURE_ERASE,
    (True, True): ErasureMethod.NVME_SANITIZE,
    (True, False): ErasureMethod.NVME_FORMAT,
}
EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)


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
