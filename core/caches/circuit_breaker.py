"""Circuit breaker: what has just failed is not tried again for some seconds, then by one caller."""

import time
from dataclasses import dataclass, field
from threading import Lock


@dataclass
class CircuitBreaker:
    """Shared by the threads of a process. `allows()` before each call, then `close()` or `open()`.

    A library was considered: pybreaker holds its lock during the call, one caller at a time.
    """

    seconds: float  # for which nothing is tried after a failure
    _until: float | None = None  # by the monotonic clock; None while calls succeed
    _lock: Lock = field(default_factory=Lock, repr=False)

    def allows(self) -> bool:
        """Whether to try now; after the pause one caller may probe."""
        with self._lock:
            if self._until is None:
                return True
            if time.monotonic() < self._until:
                return False
            self._until = time.monotonic() + self.seconds  # the others wait for its outcome
            return True

    def open(self) -> None:
        """A call failed."""
        self._until = time.monotonic() + self.seconds

    def close(self) -> None:
        """A call succeeded."""
        self._until = None
