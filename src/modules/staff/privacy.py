"""Anonymisation of the people of staff lists."""

from inventory.imports.lifecycle import AT_WORK
from inventory.imports.operations.anonymisation import forget
from inventory.models import ImportBatch
from modules.staff.models import StaffLine, StaffRun
from people.models import User


def forget_lists(recipients):
    """Delete the cells of the lists that these people came from, and the PDF of agreements."""
    lists = StaffLine.objects.filter(loan__recipient__in=recipients).values("batch")
    batches = ImportBatch.objects.filter(pk__in=lists).exclude(status__in=AT_WORK)
    for batch in batches.lock():
        forget(batch, by=User.objects.system())
    runs = StaffRun.objects.filter(batch__in=lists, stack__purged_at=None)
    for run in runs.exclude(stack=None).select_related("stack"):
        run.stack.purge()
