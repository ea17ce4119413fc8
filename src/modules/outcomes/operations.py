"""Create and revoke the links with which donors read the outcome of their devices."""

from datetime import timedelta
from secrets import token_urlsafe

from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from core.models import Event
from core.workflow import erasure_journal
from core.workflow.lifecycle import Refused
from core.workflow.operations import operation
from donations.models import Donation, Donor
from modules.outcomes.models import OutcomeLink, hash_of
from people.models import User

MAX_LINK_DAYS = 366


@operation("outcomes.share_outcome")
@sensitive_variables("token")
def open_outcome(donor: Donor, *, by: User, days: int, donation: Donation | None = None) -> str:
    """Create a secret link to the outcome of a donor, or of one lot, for a number of days.

    Returns the secret, which is not stored.
    """
    if not 1 <= days <= MAX_LINK_DAYS:
        raise Refused(_("An address must be open for at least one day and at most one year."))
    token = token_urlsafe(32)
    ends = timezone.localdate() + timedelta(days=days)
    OutcomeLink.objects.create(
        donor=donor, donation=donation, token_hash=hash_of(token), expires_on=ends, by=by
    )
    Event.objects.record("outcome.opened", donation or donor, by=by, until=ends.isoformat())
    return token


@operation("outcomes.share_outcome")
def revoke_outcome(link: OutcomeLink, *, by: User) -> None:
    """Revoke a link: its page is not found any more."""
    if OutcomeLink.objects.filter(pk=link.pk, revoked_at=None).update(revoked_at=timezone.now()):
        erasure_journal.note("outcomes.OutcomeLink", [link.pk])
        Event.objects.record("outcome.revoked", link.donation or link.donor, by=by)


def close_again(links: list[OutcomeLink]) -> None:
    """Close the links that a restored backup reopened."""
    for link in links:
        revoke_outcome(link, by=User.objects.system())
