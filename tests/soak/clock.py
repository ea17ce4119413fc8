"""A clock that all processes of the site share, and that only moves forward unless it is skewed."""

import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

PARIS = ZoneInfo("Europe/Paris")
LIBRARY = "*/faketime/libfaketimeMT.so.1"


class Clock:
    """Writes the difference to the real time into the file that libfaketime reads."""

    def __init__(self, file, start):
        self.file, self.offset, self.skew = file, timedelta(), timedelta()
        self._move(start.astimezone(UTC) - datetime.now(UTC))

    def env(self):
        """Variables of a process that lives by this clock."""
        libraries = [str(path) for path in Path("/usr/lib").glob(LIBRARY)]
        if not libraries:
            raise SystemExit("The soak test needs libfaketime: apt-get install libfaketime")
        return {
            "LD_PRELOAD": libraries[0],
            "FAKETIME_TIMESTAMP_FILE": str(self.file),
            "FAKETIME_NO_CACHE": "1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
            "DONT_FAKE_MONOTONIC": "1",
            "NO_FAKE_STAT": "1",
        }

    def now(self):
        """The time in Paris, with the hour of its own season."""
        return (datetime.now(UTC) + self.offset).astimezone(PARIS)

    def today(self):
        return self.now().date()

    def stamp(self):
        """The site's time in seconds since 1970, for codes of an authenticator app."""
        return time.time() + (self.offset + self.skew).total_seconds()

    def until(self, moment):
        """Move forward to a moment, unless it has passed."""
        offset = moment.astimezone(UTC) - datetime.now(UTC)
        if offset > self.offset:
            self._move(offset)

    def pass_minutes(self, minutes):
        self._move(self.offset + timedelta(minutes=minutes))

    def skewed(self, by):
        """Be wrong by this much, for the processes only, until called with nothing."""
        self.skew = by
        self._move(self.offset)

    def _move(self, offset):
        self.offset = offset
        seconds = (offset + self.skew).total_seconds()
        part = self.file.with_suffix(".part")
        part.write_text(f"{seconds:+f}\n")
        part.replace(self.file)  # read at any moment, and never half written
