"""Anonymisation in `desk`: names of saved views, failed jobs."""

from django_tasks_db.models import DBTaskResult

from core.models import SavedView
from core.workflow.guards import FORGOTTEN
from people.models import Recipient

MIN_NAME_LETTERS = 4  # letters: shorter names are not searched in titles written by users


def forget_in_names(model, recipients: list[Recipient]) -> None:
    """Rename rows whose title, written by a user, contains the name of a recipient."""
    for recipient in recipients:
        if len(recipient.last_name) >= MIN_NAME_LETTERS:
            for row in model.objects.filter(name__icontains=recipient.last_name):
                row.name = f"{FORGOTTEN} {row.pk}"
                row.save(update_fields=["name"])


def forget_names_given(recipients: list[Recipient]) -> None:
    """Rename saved views whose title contains the name of one of these people."""
    forget_in_names(SavedView, recipients)


def forget_tracebacks(recipients: list[Recipient]) -> None:
    """Delete the tracebacks of failed tasks, which may quote personal data."""
    DBTaskResult.objects.exclude(traceback="").update(traceback="")


FORGET = (forget_names_given, forget_tracebacks)
