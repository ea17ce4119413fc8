"""Parser and atomic writer of the `.env` file."""

import os
import re
from tempfile import NamedTemporaryFile

import environ

LINE = re.compile(r"(?:export )?([A-Za-z_0-9]+)=")
PLAIN = re.compile(r"[\w@%+=:,./*-]*", re.ASCII)


def read_env_file(path):
    """Return {variable: value} of this file; {} if it does not exist."""

    class File(environ.Env):
        ENVIRON = {}

    File.read_env(path)
    return File.ENVIRON


def write_env_file(path, values):
    """Set these variables in this file, readable by its owner only; keep every other line.

    Atomic: after an interruption, the file has either the old or the new content.
    """
    path = path.resolve()
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    unchanged = [
        line for line in lines if not (match := LINE.match(line)) or match[1] not in values
    ]
    lines = [*unchanged, *(f"{name}={_quoted(value)}" for name, value in values.items())]
    with NamedTemporaryFile(
        "w", encoding="utf-8", dir=path.parent, prefix=".env.", delete=False
    ) as new:  # mode 0600
        try:
            new.write("\n".join(lines) + "\n")
            new.flush()
            os.fsync(new.fileno())
            os.replace(new.name, path)  # noqa: PTH105
        except BaseException:
            os.unlink(new.name)  # noqa: PTH108
            raise


def _quoted(value):
    if PLAIN.fullmatch(value):
        return value
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
