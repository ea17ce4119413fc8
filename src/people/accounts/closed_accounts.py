"""Journal of closed accounts, outside the database, so that no restored backup reopens them.

A journal line contains the times at which an account was closed and reopened, which are the same
until it is reopened.
"""

from collections.abc import Iterator
from datetime import datetime

from django.contrib.contenttypes.models import ContentType
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.models import Event
from core.workflow import erasure_journal
from people.accounts.credentials import revoke_credentials
from people.base.models.user import Access
from people.models import User

CLOSED = "people.User.access"
CLOSES, OPENS = "user.disabled", ("user.enabled", "user.invited")


def _closings(
    ids: list | None = None, since: datetime | None = None
) -> Iterator[erasure_journal.Line]:
    """Yield a journal line for each closing of an account."""
    kind = ContentType.objects.get_for_model(User)
    events = Event.objects.filter(subject_type=kind, kind__in=[CLOSES, *OPENS])
    if ids is not None:
        events = events.filter(subject_id__in=ids)
    if since:
        events = events.filter(subject_id__in=events.filter(at__gte=since).values("subject_id"))
    closed = {}
    for pk, what, at in events.order_by("pk").values_list("subject_id", "kind", "at"):
        closed_at = closed.pop(pk, None)
        if closed_at:
            yield _line(pk, closed_at, at)
        if what == CLOSES:
            closed[pk] = at
    for pk, at in closed.items():
        yield _line(pk, at, at)


def _line(pk, closed_at, until):
    return erasure_journal.Line(CLOSED, pk, closed_at.isoformat(), until.isoformat())


def _close_again(lines: list[erasure_journal.Line], since: datetime) -> int:
    """Close accounts that were closed after `since` and not reopened; return their number."""
    closed = set()
    for line in sorted(lines, key=lambda line: line.moments):
        closed_at, until = line.moments
        closed.discard(line.id)
        if since < closed_at == until:
            closed.add(line.id)
    users = User.objects.filter(pk__in=closed)
    return close([user for user in users if user.access != Access.CLOSED], by=User.objects.system())


def close(users: list[User], *, by: User) -> int:
    """Close these accounts and withdraw their invitations; return the number of accounts."""
    User.objects.filter(pk__in=[user.pk for user in users]).update(
        is_active=False, closed_at=timezone.now()
    )
    invited = User.objects.filter(pk__in=[user.pk for user in users], joined_at=None)
    invited.update(invited_at=None)
    Event.objects.record_many(CLOSES, [(user, {}) for user in users], by=by)
    for user in users:
        revoke_credentials(user, by=by)
    return len(users)


CLOSINGS = erasure_journal.Kind(
    _closings,
    _close_again,
    _("Access closed again, because it was closed after the backup: %(count)s"),
)
