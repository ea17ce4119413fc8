"""Write, check and apply the audit that an outside workshop sends about a lot."""

import csv
import io

from django.utils import timezone

from core.imports.sheets import read_list
from inventory.imports import apply as import_operations
from inventory.imports import check as matching_operations
from inventory.imports import jobs

GOOD = {
    "Outcome": "Repaired",
    "Grade": "B",
    "Work done": "New battery",
    "Known faults": "One dead pixel",
    "Disk serial": "DISK1",
    "Disk type": "SSD",
    "Erasure": "Passed",
    "Erased on": "",
    "Erasure method": "ATA secure erase",
    "Erasure tool": "Blancco",
    "Version": "7.1",
}


def today():
    return timezone.localdate().strftime("%d/%m/%Y")


def audit(outing, by, *rows):
    """The list of an audit with these rows, each a dict of its differences from a valid one."""
    headings = list(dict.fromkeys(["Tag", "Serial number", *GOOD, *(k for r in rows for k in r)]))
    file = io.StringIO()
    writer = csv.DictWriter(file, headings)
    writer.writeheader()
    writer.writerows({**GOOD, "Erased on": today(), **row} for row in rows)
    source = read_list("audit.csv", file.getvalue().encode())
    return matching_operations.receive_list(None, by=by, source=source, kind="audit", outing=outing)


def taken_over(batch, by, **options):
    import_operations.start_import(batch, by=by, **options)
    return jobs.write_import(batch)


def problems(batch):
    return [" ".join(row.sentences) for row in batch.rows.all()]
