"""Several families in one go: a request for each, sent together under one number, or none."""

from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from core.lives import Refused
from core.models import Event
from core.operations import operation
from loans.families.reading import MAX_FAMILIES
from loans.letters.ready import tell_of_group
from loans.models import Request, RequestGroup, RequestLine
from loans.operations.requests import next_number, send_quietly, write_request
from people.models import Organisation, Recipient, User
from people.operations import save_recipient


class Family(NamedTuple):
    """A row of the table: its number there, its unsaved request and lines, and its person."""

    row: int
    request: Request
    lines: list[RequestLine]
    person: Recipient | None = None


@operation("loans.ask")
def write_together(
    organisation: Organisation, *, by: User, families: list[Family], send: bool = False
) -> RequestGroup:
    """Write a request for each family, all or none, in one group; `send` sends them.

    A person who is not in the register yet is created with them. Raises `Refused`, naming the
    row, for the first that is refused.
    """
    by.check_acts_for(organisation.pk, "loans.ask")
    if not 1 <= len(families) <= MAX_FAMILIES:
        raise Refused(_("Between 1 and %(most)s families.") % {"most": MAX_FAMILIES})
    people = [family.person.pk for family in families if family.person]
    Recipient.objects.filter(pk__in=people).hold()
    group = RequestGroup.objects.create(
        number=next_number("requestgroup", "F"), organisation=organisation, created_by=by
    )
    for family in families:
        _write_one(group, family, by, send=send)
    if send:
        Event.objects.record("requestgroup.sent", group, by=by, count=len(families))
        tell_of_group(group)
    return group


def _write_one(group: RequestGroup, family: Family, by: User, *, send: bool) -> None:
    try:
        if family.person and family.person.pk is None:
            save_recipient(family.person, by=by)
        family.request.group, family.request.recipient = group, family.person
        write_request(family.request, by=by, lines=family.lines)
        if send:
            send_quietly(family.request, by=by)
    except ValidationError as refusal:
        params = {"row": family.row, "why": " ".join(refusal.messages)}
        raise Refused(_("Row %(row)s: %(why)s") % params) from refusal
