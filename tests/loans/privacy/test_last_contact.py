"""Last contact with a person, and all open work that prevents anonymisation."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from core.workflow.lifecycle import Refused
from loans.aftercare.lifecycle import CallResult
from loans.base.loan_terms import after_months
from loans.privacy import operations as erasing
from loans.privacy.last_contact import due_for_erasure, idle, why_live, with_last_contact
from people.models import Recipient
from people.privacy.operations import anonymise
from tests.factories import (
    AmendmentFactory,
    AppointmentFactory,
    FollowUpFactory,
    IncidentFactory,
    LoanFactory,
    LoanItemFactory,
    RecipientFactory,
    RenewalFactory,
    RequestFactory,
    RequestMessageFactory,
    VoucherFactory,
)
from tests.law import write
from tests.of_modules import merged
from tests.visits import undone

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
AT_TERM = after_months(TODAY, 24)
LONG_AGO = TODAY - timedelta(days=3000)


@pytest.fixture
def person():
    """A person whose only contact was long ago."""
    return RecipientFactory(contact_on=LONG_AGO)


def loan_of(person, **facts):
    facts = {"closed": True, "starts_on": LONG_AGO, "due_on": TODAY} | facts
    loan = LoanFactory(recipient=person, organisation=person.organisation, **facts)
    write(loan, created_at=moment(LONG_AGO), status_since=moment(LONG_AGO))
    return loan


def moment(day):
    return datetime(day.year, day.month, day.day, 12, tzinfo=timezone.get_current_timezone())


def request_of(person, **facts):
    request = RequestFactory(recipient=person, organisation=person.organisation, **facts)
    write(request, created_at=moment(LONG_AGO), status_since=moment(LONG_AGO))
    return request


def visit_of(person, **facts):
    facts = {"starts_at": timezone.now()} | facts
    return AppointmentFactory(request=None, loan=loan_of(person), **facts)


CONTACTS = {
    "asked": lambda p: RequestFactory(recipient=p, organisation=p.organisation, closed=True),
    "wrote": lambda p: RequestMessageFactory(request=request_of(p, closed=True)),
    "handed over": lambda p: loan_of(p, starts_on=TODAY),
    "returned": lambda p: LoanItemFactory(returned=True, loan=loan_of(p)),
    "came": lambda p: visit_of(p, kept=True),
    "called": lambda p: FollowUpFactory(done=True, loan=loan_of(p)),
    "reported": lambda p: IncidentFactory(
        settled=True, item=LoanItemFactory(cancelled=True, loan=loan_of(p))
    ),
    "longer": lambda p: RenewalFactory(withdrawn=True, loan=loan_of(p)),
    "amended": lambda p: AmendmentFactory(noted=True, loan=loan_of(p)),
    "voucher": lambda p: VoucherFactory(handed_out=True, recipient=p),
    "noted": lambda p: write(p, contact_on=TODAY),
}
NO_CONTACTS = {
    "no answer": lambda p: FollowUpFactory(
        done=True, result=CallResult.NOT_REACHED, loan=loan_of(p)
    ),
    "missed": lambda p: visit_of(p, missed=True),
}


def test_each_contact_restarts_the_retention_period(person):
    everybody = Recipient.objects.filter(pk=person.pk)
    assert list(idle(everybody, TODAY - timedelta(days=1))) == [person]
    for how, contact in (CONTACTS | merged("CONTACTS")).items():
        with undone():
            contact(person)
            assert with_last_contact(everybody).get().last_contact == TODAY, how
            assert not idle(everybody, TODAY - timedelta(days=1)).exists(), how
            assert list(idle(everybody, TODAY)) == [person], how


def test_unanswered_messages_are_no_contact(person):
    for how, attempt in NO_CONTACTS.items():
        attempt(person)
        everybody = Recipient.objects.filter(pk=person.pk)
        assert with_last_contact(everybody).get().last_contact == LONG_AGO, how
        assert list(idle(everybody, TODAY - timedelta(days=1))) == [person], how


LIVE = {
    "a loan": lambda p: loan_of(p, active=True, closed=False),
    "a hand-over": lambda p: loan_of(p, prepared=True, closed=False),
    "a request": lambda p: request_of(p, sent=True),
    "a promise": lambda p: request_of(p, accepted=True),
    "a visit": lambda p: visit_of(p, starts_at=timezone.now() + timedelta(days=1)),
    "an incident": lambda p: IncidentFactory(
        open=True, item=LoanItemFactory(cancelled=True, loan=loan_of(p))
    ),
}


def test_a_person_with_open_rows_is_never_anonymised(person, coordinator, english):
    write(person, erase_on=LONG_AGO)
    for what, make in (LIVE | merged("LIVE")).items():
        with undone():
            make(person)
            assert len(why_live(person)) == 1, what
            assert erasing.erase_due(by=coordinator, today=TODAY) == 0, what
            with pytest.raises(Refused, match="in progress"):
                anonymise([person], by=coordinator)
            person.refresh_from_db()
            assert (person.anonymised_at, bool(person.last_name)) == (None, True), what
    assert erasing.erase_due(by=coordinator, today=TODAY) == 1  # once no work is open


def test_a_gift_leaves_no_open_matter(person):
    loan_of(person, gift=True, active=True, closed=False, due_on=None)
    assert why_live(person) == []
    assert list(due_for_erasure(Recipient.objects.all(), TODAY)) == [person]
