"""Circuit breaker: after a failure, calls are skipped for some seconds, then one caller probes."""

import time
from dataclasses import dataclass, field
from threading import Lock


@dataclass
class CircuitBreaker:
    """Circuit breaker shared by the threads of a process: `allows()`, then `close()` or `open()`.

    pybreaker was considered, but it holds its lock during the call, so calls run one at a time.
    """

    seconds: float  # pause after a failure
    _until: float | None = None  # monotonic time; None while calls succeed
    _lock: Lock = field(default_factory=Lock, repr=False)

    def allows(self) -> bool:
        """Whether to call now; after the pause, one caller may probe."""
        with self._lock:
            if self._until is None:
                return True
            if time.monotonic() < self._until:
                return False
            # other callers wait for the outcome of the probe
            self._until = time.monotonic() + self.seconds
            return True

    def open(self) -> None:
        """Record a failed call."""
        self._until = time.monotonic() + self.seconds

    def close(self) -> None:
        """Record a successful call."""
        self._until = None
