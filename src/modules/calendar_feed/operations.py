"""Create and revoke the secret URL of a user's calendar feed."""

from secrets import token_urlsafe

from django.core.exceptions import PermissionDenied
from django.utils import timezone
from django.views.decorators.debug import sensitive_variables

from core.models import Event
from core.workflow import erasure_journal
from core.workflow.operations import operation
from modules.calendar_feed.models import AgendaKey, hash_of
from people.models import User


@operation("calendar_feed.open_agenda")
@sensitive_variables("token")
def open_agenda(user: User, *, by: User) -> str:
    """Create a secret URL for `by`, replacing an earlier one; return its secret."""
    _lock_own(user, by)
    _end(user)
    token = token_urlsafe(32)
    AgendaKey.objects.create(user=user, token_hash=hash_of(token))
    Event.objects.record("agenda.opened", user, by=by)
    return token


@operation("calendar_feed.open_agenda")
def close_agenda(user: User, *, by: User) -> None:
    """Revoke the secret calendar URL of `by`."""
    _lock_own(user, by)
    end_agenda_of(user, by=by)


def end_agenda_of(user: User, *, by: User) -> None:
    """Revoke the calendar URL of `user`, in the transaction that ends their sessions."""
    if _end(user):
        Event.objects.record("agenda.closed", user, by=by)


def end_again(keys: list[AgendaKey]) -> None:
    """Revoke calendar URLs that a restored backup made valid again."""
    for key in keys:
        end_agenda_of(key.user, by=User.objects.system())


def _lock_own(user: User, by: User) -> None:
    if user.pk != by.pk:
        raise PermissionDenied
    user.lock()


def _end(user: User) -> int:
    """Revoke the URLs of `user`; return their number."""
    ids = list(user.agenda_keys.filter(ended_at=None).values_list("pk", flat=True))
    erasure_journal.note("calendar_feed.AgendaKey", ids)
    return AgendaKey.objects.filter(pk__in=ids, ended_at=None).update(ended_at=timezone.now())
