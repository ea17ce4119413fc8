"""Create waiting requests of an earlier system without a letter; cancel them on undo."""

from datetime import datetime, time

from django.utils import timezone
from django.utils.translation import gettext as _

from catalogue.models import Category
from core.models import Event
from core.workflow.lifecycle import Refused
from core.workflow.operations import operation
from loans.base.lifecycle.loans import Audience, RequestStatus
from loans.base.operations import next_numbers
from loans.models import Request, RequestLine
from modules.legacy_import.drafts import RequestDraft
from modules.legacy_import.operations.records import (
    check_untouched,
    enter_organisations,
    enter_people,
    only_taken_over,
    readmit,
    take_organisations_of_back,
    take_people_back,
)
from people.models import Recipient, Site, User

TAKE_OVER = "legacy_import.take_over"
HARMLESS = ["request.taken_over"]


@operation(TAKE_OVER)
def enter_requests(drafts: list[RequestDraft], *, by: User, site: Site) -> list[Request]:
    """Create requests from these lines, already sent; return the request of each line.

    Lines of one person or organisation with the same day and number form one request.
    """
    _enter_who_asks(drafts, by)
    together = {}
    for draft in drafts:
        together.setdefault(_key(draft), []).append(draft)
    numbers = next_numbers("request", "R", len(together))
    requests = {
        key: _enter(some, number, by, site)
        for (key, some), number in zip(together.items(), numbers, strict=True)
    }
    return [requests[_key(draft)] for draft in drafts]


def _enter_who_asks(drafts: list[RequestDraft], by: User) -> None:
    organisations = {id(d.person.organisation): d.person.organisation for d in drafts}
    readmit(list(organisations.values()), by)
    enter_organisations([o for o in organisations.values() if o.pk is None], by=by)
    people = {id(d.person): d.person for d in drafts if d.person.pk is None and is_named(d.person)}
    enter_people(list(people.values()), by=by)


def is_named(person: Recipient) -> bool:
    return bool(person.last_name or person.first_name or person.reference)


def _key(draft: RequestDraft) -> tuple:
    person = draft.person
    who = ("person", person.pk) if person.pk else ("organisation", person.organisation.pk)
    return who, draft.requested_on, draft.number


def _enter(drafts: list[RequestDraft], number: str, by: User, site: Site) -> Request:
    """Create one request from these lines, waiting since the day on which it was made."""
    first, now = drafts[0], timezone.now()
    since = now
    if first.requested_on:
        since = min(timezone.make_aware(datetime.combine(first.requested_on, time(12))), now)
    person = first.person if first.person.pk else None
    request = Request(
        number=number,
        organisation=first.person.organisation,
        site=site,
        audience=Audience(person.kind) if person else Audience.STRUCTURE,
        recipient=person,
        household_size=person.household_size if person else None,
        purpose=first.purpose,
        wanted_on=first.wanted_on,
        created_by=by,
    )
    request.full_clean(validate_constraints=False)  # the database enforces them
    request.save()
    lines = [
        RequestLine(
            request=request,
            requested=draft.quantity or 1,
            **{"category" if isinstance(draft.what, Category) else "accessory": draft.what},
        )
        for draft in drafts
    ]
    RequestLine.objects.bulk_create(lines)
    request.transition_to(RequestStatus.SENT, waiting_since=since)
    Event.objects.record("request.taken_over", request, by=by)
    return request


def check_requests(requests: list[Request]) -> None:
    """Raise `Refused` for a request that has changed since."""
    check_untouched(requests, HARMLESS)
    moved = [one for one in requests if one.status not in {RequestStatus.SENT}]
    if moved:
        raise Refused(
            _("%(thing)s has changed since then: the migration cannot be undone.")
            % {"thing": moved[0]}
        )


@operation(TAKE_OVER)
def take_requests_back(requests: list[Request], *, by: User) -> None:
    check_requests(requests)
    rows = Request.objects.filter(pk__in=[request.pk for request in requests])
    rows.lock()
    rows.transition_to(RequestStatus.CANCELLED)
    Event.objects.record_many("request.taken_back", [(one, {}) for one in requests], by=by)
    people = [request.recipient for request in requests if request.recipient]
    take_people_back(only_taken_over(people), by=by)
    take_organisations_of_back(requests, by)
