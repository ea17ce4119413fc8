"""Manifest of a backup: one line for each document in its database."""

import csv
from typing import NamedTuple

QUERY = "SELECT id, at, file, sha256, size FROM core_document WHERE file <> '' ORDER BY id"
STATES = HERE, PURGED, MISSING, ALTERED, LEFT = "here", "purged", "missing", "altered", "left"


class Listed(NamedTuple):
    id: str
    born: str
    path: str
    sha256: str
    size: str
    state: str = HERE

    @property
    def has_file(self):
        """Whether the archive contains the file of the document."""
        return self.state not in {PURGED, MISSING, LEFT}


def write_listing(path, rows):
    """Write the (id, time, path, SHA-256, size) of each document on a line."""
    with path.open("w", newline="") as file:
        csv.writer(file).writerows(rows)


def read_listing(lines):
    """Yield the `Listed` documents of these lines."""
    for row in csv.reader(lines):
        yield Listed(*row)
