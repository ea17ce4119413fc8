"""Eligibility: whether an organisation may request equipment, and why not."""

from datetime import date
from typing import NamedTuple

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from core.modules.registry import is_on
from core.workflow.lifecycle import Refused
from loans.base.lifecycle.loans import ConventionStatus
from loans.organisations.lateness import why_late
from people.base.lifecycle import OrganisationStatus
from people.models import Organisation


class Eligibility(NamedTuple):
    """Whether an organisation may request: truthy if so, otherwise `reason` explains why not."""

    reason: str = ""

    def __bool__(self):
        return not self.reason


def may_ask(organisation: Organisation, today: date) -> Eligibility:
    """Eligibility of `organisation`: approved, with a valid convention, few late loans."""
    return Eligibility(standing(organisation, today).reason or why_late(organisation, today))


def check_may_ask(organisation: Organisation, today: date) -> None:
    """Raise `Refused` with the reason unless `organisation` may request equipment."""
    asking = may_ask(_afresh(organisation), today)
    if not asking:
        raise Refused(asking.reason)


def check_standing(organisation: Organisation, today: date) -> None:
    """Raise `Refused` with the reason unless `organisation` is approved with a valid convention."""
    asking = standing(_afresh(organisation), today)
    if not asking:
        raise Refused(asking.reason)


def _afresh(organisation):
    """The organisation reread from the database."""
    return Organisation.objects.get(pk=organisation.pk)


def standing(organisation: Organisation, today: date) -> Eligibility:
    """Eligibility of `organisation` apart from late loans: approved, with a valid convention.

    No convention is needed if the organisation never had one, or while conventions are disabled.
    """
    if organisation.status != OrganisationStatus.APPROVED:
        return Eligibility(_not_approved(organisation))
    if not is_on("conventions"):
        return Eligibility()
    periods = list(
        organisation.conventions.order_by("starts_on").values_list("status", "starts_on", "ends_on")
    )
    agreed = [
        (starts_on, ends_on)
        for status, starts_on, ends_on in periods
        if status == ConventionStatus.AGREED and ends_on >= today
    ]
    if not periods or any(starts_on <= today for starts_on, _ends_on in agreed):
        return Eligibility()
    return Eligibility(_between_conventions(organisation, agreed))


def _not_approved(organisation):
    sentences = {
        OrganisationStatus.PENDING: _("%(organisation)s is not approved yet."),
        OrganisationStatus.SUSPENDED: _(
            "%(organisation)s is suspended: its loans continue, but it cannot make new requests."
        ),
        OrganisationStatus.EXPIRED: _over_text() if is_on("conventions") else _no_longer_text(),
    }
    return sentences[organisation.status] % {"organisation": organisation}


def _over_text():
    return _(
        "The partnership agreement of %(organisation)s has expired: its loans "
        "continue, but it cannot make new requests until the agreement is renewed."
    )


def _no_longer_text():
    return _("%(organisation)s is no longer approved: approve it again first.")


def _between_conventions(organisation, agreed):
    if not agreed:
        return _over_text() % {"organisation": organisation}
    begins = date_format(agreed[0][0], "SHORT_DATE_FORMAT")
    params = {"organisation": organisation, "on": begins}
    return _("The partnership agreement of %(organisation)s begins on %(on)s.") % params
