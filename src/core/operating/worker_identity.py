"""Identities of worker processes, used to recognise the jobs of a dead worker.

An identity consists of the boot, the process namespace, the process id and its start. Only a
process of this kernel and namespace can be recognised as dead: a worker on another machine or in
another container never is. Without /proc there is no identity.
"""

import hashlib
import os
from pathlib import Path

PROC = Path("/proc")
PLACE_CHARACTERS = 16
START, STATE = 19, 0  # fields of /proc/<pid>/stat after the name of the program
ZOMBIE = "Z"


def identity_of(pid: int) -> str | None:
    """Identity of a process on this machine; None without /proc."""
    place, start = _place(), _started(pid)
    return f"{place}-{pid}-{start}" if place and start else None


def is_dead(identity: str) -> bool:
    """Whether the process of this identity ran here and has ended; False if that is uncertain."""
    place, _dash, process = identity.partition("-")
    pid, _dash, start = process.partition("-")
    if not (start and place == _place()):
        return False
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return _started(int(pid)) not in {start, None}


def _place() -> str | None:
    try:
        boot = (PROC / "sys/kernel/random/boot_id").read_text()
        namespace = (PROC / "self/ns/pid").readlink()
    except OSError:
        return None
    return hashlib.sha256(f"{boot}{namespace}".encode()).hexdigest()[:PLACE_CHARACTERS]


def _started(pid: int) -> str | None:
    """Start time of a process; "" if it has ended but is not reaped yet, None if it is unknown."""
    try:
        facts = (PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()
    except OSError:
        return None
    return "" if facts[STATE] == ZOMBIE else facts[START]
