"""Confirm a household, and erase what it confirmed."""

from django.utils.translation import gettext as _

from core.models import Event
from core.workflow.lifecycle import Refused
from core.workflow.operations import operation, save_valid
from loans.base.lifecycle.loans import Audience, Part, RequestStatus
from loans.models import Request
from modules.household_check.models import HouseholdCheck
from people.models import Recipient, User

NAMES = ["household_size", "pupils", "devices_at_home"]
OPEN = [RequestStatus.DRAFT, RequestStatus.SENT, RequestStatus.ACCEPTED]


def last_facts(person: Recipient) -> dict[str, int | None]:
    """People, pupils and devices as last confirmed or written in a request; None if unknown."""
    last = HouseholdCheck.objects.filter(recipient=person).first()
    last = last or Request.objects.filter(recipient=person, audience=Audience.FAMILY).first()
    facts = {name: getattr(last, name, None) for name in NAMES}
    return facts | {"household_size": person.household_size}


@operation("household_check.confirm_household")
def confirm_household(
    person: Recipient,
    *,
    by: User,
    household_size: int,
    pupils: int | None = None,
    devices_at_home: int | None = None,
) -> HouseholdCheck:
    """Record what a household confirms; correct the person and their open requests.

    Requests that were answered and served stay as they were decided.
    """
    by.check_acts_for(person.organisation_id, confirm_household.permission)
    Recipient.objects.filter(pk=person.pk).hold()
    person.refresh_from_db()
    if person.anonymised_at:
        raise Refused(_("This person has been anonymised: nothing can be written about them."))
    facts = dict(zip(NAMES, [household_size, pupils, devices_at_home], strict=True))
    is_change = facts != last_facts(person)
    check = HouseholdCheck(recipient=person, by=by, **facts)
    save_valid(check)
    Recipient.objects.filter(pk=person.pk).update(household_size=household_size)
    requests = Request.objects.filter(recipient=person, audience=Audience.FAMILY, status__in=OPEN)
    for request in requests.exclude(**facts).lock():
        Request.objects.filter(pk=request.pk).update(**facts)
        Event.objects.record("request.revised", request, by=by, parts=[Part.HOUSEHOLD.value])
    kind = "household.changed" if is_change else "household.confirmed"
    Event.objects.record(kind, person, by=by)
    return check


def forget_households(people: list[Recipient]) -> None:
    """Delete what these households confirmed."""
    HouseholdCheck.objects.filter(recipient__in=people).delete()
