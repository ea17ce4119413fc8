"""Anonymisation in `desk`: names of saved views, failed jobs."""

from django_tasks_db.models import DBTaskResult

from core.models import SavedView
from core.workflow.guards import FORGOTTEN
from people.models import Recipient

LEAST = 4  # letters of a name that is looked for in what users named


def forget_in_names(model, recipients: list[Recipient]) -> None:
    """Rename rows that users named, where the name they gave contains that of a person."""
    for recipient in recipients:
        if len(recipient.last_name) >= LEAST:
            for row in model.objects.filter(name__icontains=recipient.last_name):
                row.name = f"{FORGOTTEN} {row.pk}"
                row.save(update_fields=["name"])


def forget_names_given(recipients: list[Recipient]) -> None:
    """Rename saved views whose title contains their name."""
    forget_in_names(SavedView, recipients)


def forget_tracebacks(recipients: list[Recipient]) -> None:
    """Delete the tracebacks of failed tasks, which may quote personal data."""
    DBTaskResult.objects.exclude(traceback="").update(traceback="")


FORGET = (forget_names_given, forget_tracebacks)
