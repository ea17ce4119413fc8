"""Status bar of a request, from its status and its lines."""

from typing import NamedTuple

from django.utils.translation import gettext as _

from loans.base.lifecycle.loans import RequestStatus

ENDED_BEFORE = {RequestStatus.REFUSED, RequestStatus.CANCELLED}
ANSWERED = {RequestStatus.ACCEPTED, RequestStatus.CLOSED}


class Station(NamedTuple):
    """A stage of the way: "done", "here" (waited for now) or "ahead"."""

    label: str
    state: str


def stations_of(request, lines):
    """The stages from the draft to the hand-over; none for a request that was given up or refused.

    `lines` are with what is set aside for each.
    """
    if request.status in ENDED_BEFORE:
        return []
    accepted, reserved, served = (
        sum(getattr(line, name) or 0 for line in lines)
        for name in ("accepted", "reserved", "served")
    )
    is_answered = request.status in ANSWERED
    reached = [
        (_("sending"), request.status != RequestStatus.DRAFT),
        (_("answer"), is_answered),
        (_("preparation"), is_answered and served + reserved >= accepted),
        (_("hand-over"), is_answered and served >= accepted),
    ]
    passed = [done for _label, done in reached]
    here = passed.index(False) if False in passed else None
    return [
        Station(label, "done" if done else "here" if index == here else "ahead")
        for index, (label, done) in enumerate(reached)
    ]
