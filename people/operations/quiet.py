"""Operation that sets the quiet hours of the outbox."""

from django.db import transaction

from core.models import Event
from core.workflow.operations import operation
from people.models import QuietHours, User


@operation("people.change_sending")
def save_quiet_hours(quiet: QuietHours, *, by: User) -> QuietHours:
    """Write the quiet hours; letters that wait for the morning already keep their moment."""
    quiet.full_clean()
    quiet.save()
    Event.objects.record("quiethours.changed", quiet, by=by)
    transaction.on_commit(QuietHours.clear_cache)
    return quiet
