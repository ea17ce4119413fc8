"""One act, measured: milliseconds on the clock and of this process, queries, and memory."""

import gc
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from time import perf_counter, process_time

from django.db import connection
from django.test.utils import CaptureQueriesContext

PROCESS = Path("/proc/self")


@dataclass
class Result:
    """Medians in milliseconds: `spent` by the clock, `cpu` of this process (not of a database's).

    `memory` is by how many megabytes the peak rose above the memory of the process before.
    """

    spent: float
    cpu: float
    queries: int
    memory: float


@dataclass
class Measure:
    """An act, the target of its median in milliseconds, and how many times it is done."""

    name: str
    act: object
    target: float | None = None
    times: int = 21

    def run(self):
        """Run and return its `Result`, after two warm-ups (none for a single run)."""
        gc.collect()
        gc.freeze()  # what the other measures hold is not gone through meanwhile
        before = start_of_peak()
        if self.times > 1:
            self.act()
        with CaptureQueriesContext(connection) as captured:
            first = self._timed()
            queries = len(captured)
        timed = [first] if self.times == 1 else [self._timed() for _time in range(self.times)]
        spent, cpu = (median(times) * 1000 for times in zip(*timed, strict=True))
        return Result(spent, cpu, queries, peak() - before)

    def _timed(self):
        started, busy = perf_counter(), process_time()
        self.act()
        return perf_counter() - started, process_time() - busy


def start_of_peak():
    """Megabytes in use now; `peak` counts from here. 0 where the system does not report it."""
    with suppress(OSError):
        (PROCESS / "clear_refs").write_text("5")
    return _status("VmRSS")


def peak():
    """The maximum of megabytes in use since `start_of_peak`."""
    return _status("VmHWM")


def _status(what):
    with suppress(OSError):
        for line in (PROCESS / "status").read_text().splitlines():
            if line.startswith(what):
                return int(line.split()[1]) / 1024
    return 0
