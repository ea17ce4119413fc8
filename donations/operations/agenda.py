"""The secret address where one's phone reads the calendar."""

from secrets import token_urlsafe

from django.core.exceptions import PermissionDenied
from django.utils import timezone
from django.views.decorators.debug import sensitive_variables

from core.models import Event
from core.workflow import erasure_journal
from core.workflow.operations import operation
from donations.models import AgendaKey
from donations.models.agenda import hash_of
from people.models import User


@operation("donations.open_agenda")
@sensitive_variables("token")
def open_agenda(user: User, *, by: User) -> str:
    """Make `by` a secret address of their own, in place of an earlier one; return its secret."""
    _lock_own(user, by)
    _end(user)
    token = token_urlsafe(32)
    AgendaKey.objects.create(user=user, token_hash=hash_of(token))
    Event.objects.record("agenda.opened", user, by=by)
    return token


@operation("donations.open_agenda")
def close_agenda(user: User, *, by: User) -> None:
    """Revoke the secret calendar URL of `by`."""
    _lock_own(user, by)
    end_agenda_of(user, by=by)


def end_agenda_of(user: User, *, by: User) -> None:
    """Revoke the calendar address of `user`, in the transaction of what ends their sessions."""
    if _end(user):
        Event.objects.record("agenda.closed", user, by=by)


def end_again(keys: list[AgendaKey]) -> None:
    """Revoke the calendar addresses that a restored backup opened again."""
    for key in keys:
        end_agenda_of(key.user, by=User.objects.system())


def _lock_own(user: User, by: User) -> None:
    if user.pk != by.pk:
        raise PermissionDenied
    user.lock()


def _end(user: User) -> int:
    """Revoke the addresses of `user`; return how many there were."""
    ids = list(user.agenda_keys.filter(ended_at=None).values_list("pk", flat=True))
    erasure_journal.note("donations.AgendaKey", ids)
    return AgendaKey.objects.filter(pk__in=ids, ended_at=None).update(ended_at=timezone.now())
