"""Measure actions in rounds, each beside a minimal page, so that load on the machine cancels out.

Processor time includes this process, its finished child processes, and the PostgreSQL process of
this connection if it is on this machine.
"""

import gc
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from resource import RUSAGE_CHILDREN, getrusage
from statistics import median
from time import perf_counter, process_time

from django.db import connection, reset_queries
from django.test.utils import CaptureQueriesContext

ROUNDS = 15
LISTS, ROWS, MS = "lists", "rows", "ms"  # minimal pages of 50 rows, of one row; milliseconds


@dataclass
class Measure:
    """An action, the goal for its median in `unit`, and the number of rounds.

    `queries` is the number of queries of the first run, `memory` the increase of the peak in that
    run, in megabytes.
    """

    name: str
    act: object
    goal: float | None = None
    unit: str = LISTS
    times: int = ROUNDS
    queries: int = 0
    memory: float = 0
    first: tuple = ()
    timed: list = field(default_factory=list)  # (wall clock in seconds, processor seconds, ratio)

    def start(self):
        """Run the action once to warm caches; an action that runs only once is timed here."""
        before = start_of_peak()
        reset_queries()  # Django logs at most 9,000 queries
        with CaptureQueriesContext(connection) as captured:
            self.first = self._spent()
            self.queries = len(captured)
        self.memory = peak() - before

    def run(self, divisors):
        """Time one run; `divisors` are the processor seconds of the minimal pages in this round."""
        spent, cpu = self.first if self.times == 1 else self._spent()
        self.timed.append((spent, cpu, cpu / divisors[ROWS if self.unit == ROWS else LISTS]))

    def _spent(self):
        started, busy = perf_counter(), processor_time()
        self.act()
        return perf_counter() - started, processor_time() - busy

    @property
    def medians(self):
        return [median(values) for values in zip(*self.timed, strict=True)]


def run_in_rounds(measures, floors):
    """Run all measures in rounds, each of which begins with the minimal pages, `floors`."""
    for act in floors.values():
        act()
    for measure in measures:
        measure.start()
    gc.collect()
    gc.freeze()  # exclude existing objects from each garbage collection
    for number in range(max(measure.times for measure in measures)):
        divisors = {unit: _floor(act) for unit, act in floors.items()}
        for measure in measures:
            if number < measure.times:
                measure.run(divisors)


def _floor(act, times=5):
    floor = Measure("", act)
    for _time in range(times):
        floor.run({LISTS: 1})
    return floor.medians[1]


def processor_time():
    ended = getrusage(RUSAGE_CHILDREN)
    return process_time() + ended.ru_utime + ended.ru_stime + _database_time()


def _database_time():
    """Processor seconds of the PostgreSQL process of this connection."""
    if connection.vendor != "postgresql":
        return 0
    connection.ensure_connection()
    pid = connection.connection.info.backend_pid
    with suppress(OSError):
        return int(Path(f"/proc/{pid}/schedstat").read_text().split()[0]) / 1e9
    return 0


def start_of_peak():
    """Reset the peak; return the megabytes in use now, or 0 if the system does not report them."""
    with suppress(OSError):
        Path("/proc/self/clear_refs").write_text("5")
    return _status("VmRSS")


def peak():
    """Maximum number of megabytes in use since `start_of_peak`."""
    return _status("VmHWM")


def _status(what):
    with suppress(OSError):
        for line in Path("/proc/self/status").read_text().splitlines():
            if line.startswith(what):
                return int(line.split()[1]) / 1024
    return 0
