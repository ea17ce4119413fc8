"""Anonymisation in `desk`: names of saved views and reports, failed jobs."""

from django_tasks_db.models import DBTaskResult

from core.models import SavedView
from core.workflow.guards import FORGOTTEN
from desk.models import Report
from people.models import Recipient

LEAST = 4  # letters of a name that is looked for in what users named


def forget_names_given(recipients: list[Recipient]) -> None:
    """Rename saved views and reports whose title contains their name."""
    for recipient in recipients:
        if len(recipient.last_name) >= LEAST:
            for kind in (SavedView, Report):
                for row in kind.objects.filter(name__icontains=recipient.last_name):
                    row.name = f"{FORGOTTEN} {row.pk}"
                    row.save(update_fields=["name"])


def forget_tracebacks(recipients: list[Recipient]) -> None:
    """Delete the tracebacks of failed tasks, which may quote personal data."""
    DBTaskResult.objects.exclude(traceback="").update(traceback="")


FORGET = (forget_names_given, forget_tracebacks)
