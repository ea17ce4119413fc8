"""`make weight`: lines of Python in the kernel and in each removable module.

Migrations and tests are excluded; blank lines and comments are counted. With a git revision, the
growth since then is shown too: `make weight SINCE=main~10`.
"""

import io
import subprocess
import sys
import tarfile
from collections import Counter
from pathlib import PurePath

KERNEL = {
    "api", "catalogue", "config", "core", "desk", "donations", "inventory", "loans", "people",
}  # fmt: skip
MAX_KERNEL_LINES = 98_500


def _part_of(path):
    """Return "kernel" or the module of a file, or None if the file is not counted."""
    if path.suffix != ".py" or {"migrations", "tests"} & set(path.parts):
        return None
    parts = path.parts[1:] if path.parts[0] == "src" else path.parts  # before 1.0 without src/
    first, *rest = parts
    if first == "modules":
        return "kernel" if len(rest) == 1 or rest[0] == "management" else rest[0]
    return "kernel" if first in KERNEL else None


def weigh(revision):
    """Return {part: number of lines} in a revision."""
    archive = subprocess.run(  # noqa: S603
        ["git", "archive", revision],  # noqa: S607
        capture_output=True,
        check=True,
    ).stdout
    lines = Counter()
    with tarfile.open(fileobj=io.BytesIO(archive)) as files:
        for file in files:
            part = file.isfile() and _part_of(PurePath(file.name))
            if part:
                lines[part] += files.extractfile(file).read().count(b"\n")
    return lines


def main(since=""):
    now = weigh("HEAD")
    before = weigh(since) if since else now
    for part, count in sorted(now.items(), key=lambda row: (row[0] != "kernel", row[0])):
        growth = f"  {count - before[part]:+,}" if since else ""
        sys.stdout.write(f"{part:<24}{count:>8,}{growth}\n")
    left = MAX_KERNEL_LINES - now["kernel"]
    sys.stdout.write(f"{'left to the kernel':<24}{left:>8,}\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
