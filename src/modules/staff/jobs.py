"""Background task that renders the agreements of a staff list; takes the id of a row."""

from datetime import datetime, timedelta

from django.core.exceptions import PermissionDenied
from django.utils import timezone, translation
from django_tasks import task

from core.dates import is_over
from core.workflow.lifecycle import Refused
from modules.staff.models import StaffRun
from modules.staff.operations import draw_stack
from people.models import User

# Up to this many agreements are rendered in the request, more by a worker.
MAX_DRAWN_AT_ONCE = 30
LEASE = timedelta(minutes=10)


def print_stack(run: StaffRun, *, by: User) -> StaffRun:
    """Render the agreements of a staff list: now if they are few, otherwise by a worker.

    Raises `Refused` when they are few and one of the loans is incomplete.
    """
    if run.batch.staff_lines.count() <= MAX_DRAWN_AT_ONCE:
        return draw_stack(run, by=by)
    StaffRun.objects.filter(pk=run.pk).update(offered_at=timezone.now(), offered_by=by)
    draw_stack_job.enqueue(run.pk)
    run.refresh_from_db()
    return run


@task()
def draw_stack_job(run_id: int) -> None:
    """Render the agreements of this run, unless that is done; the page shows an error, if any."""
    run = StaffRun.objects.select_related("batch", "offered_by").get(pk=run_id)
    if run.offered_at is None:
        return
    with translation.override(run.offered_by.language):
        try:
            draw_stack(run, by=run.offered_by)
        except (Refused, PermissionDenied):
            StaffRun.objects.filter(pk=run.pk).update(offered_at=None)


def offer_stacks_again(*, now: datetime) -> int:
    """Requeue the runs whose PDF is still missing after ten minutes; return their number."""
    late = StaffRun.objects.filter(is_over("offered_at", LEASE, now=now))
    runs = list(late.values_list("pk", flat=True))
    StaffRun.objects.filter(pk__in=runs).update(offered_at=timezone.now())
    for pk in runs:
        draw_stack_job.enqueue(pk)
    return len(runs)
