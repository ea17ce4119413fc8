"""Renewals are requested by an association in two steps, and agreed or refused by letter."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from core.caches.local_cache import local_cache
from core.models import Event
from core.workflow.lifecycle import Refused
from loans.aftercare.operations import loan_changes as loan_change_operations
from loans.base.lifecycle.aftercare import AmendmentStatus, RenewalStatus
from loans.base.lifecycle.loans import LoanKind
from loans.models import Renewal, Rules
from loans.returns import operations as return_operations
from loans.returns import receipts as receipts_operations
from people.models import Message
from tests.factories import (
    LoanFactory,
    LoanItemFactory,
    RequestFactory,
    RequestLineFactory,
    UserFactory,
)
from tests.visits import undone


@pytest.fixture
def loan(person, site):
    loan = LoanFactory(active=True, site=site, recipient=person, organisation=person.organisation)
    LoanItemFactory(open=True, loan=loan, device__site=site)
    return loan


@pytest.fixture
def asker(organisation):
    return UserFactory(association=True, organisation=organisation)


@pytest.fixture
def later(loan):
    return loan.due_on + timedelta(days=90)


def test_a_renewal_is_requested_and_coordinators_are_notified(loan, asker, coordinator, sign_in):
    visitor = sign_in(asker)
    page = visitor.get(reverse("loan_renew", args=[loan.pk]))
    day = page.context["form"]["day"].value()
    visitor.post(reverse("loan_renew", args=[loan.pk]), {"day": day.isoformat()})
    renewal = loan.renewals.get()
    assert (renewal.status, renewal.wished_on) == (RenewalStatus.PENDING, day)
    assert Message.objects.get(kind="renewal.asked").user == coordinator
    loan.refresh_from_db()
    assert loan.due_on == renewal.due_before


def test_an_agreed_renewal_creates_an_amendment_and_notifies_the_requester(
    loan, asker, coordinator, later
):
    renewal = loan_change_operations.ask_renewal(loan, by=asker, wished_on=later)
    loan_change_operations.agree_renewal(renewal, by=coordinator, agreed_on=later)
    loan.refresh_from_db()
    assert (loan.due_on, renewal.amendment.status) == (later, AmendmentStatus.NOTED)
    assert Message.objects.get(kind="renewal.agreed").user == asker


def test_a_refused_renewal_changes_nothing_and_has_a_reason(
    loan, asker, coordinator, later, sign_in
):
    renewal = loan_change_operations.ask_renewal(loan, by=asker, wished_on=later)
    with pytest.raises(Refused):
        loan_change_operations.refuse_renewal(renewal, by=coordinator, refusal=" ")
    loan_change_operations.refuse_renewal(renewal, by=coordinator, refusal="D’autres attendent.")
    loan.refresh_from_db()
    assert loan.due_on == renewal.due_before
    assert Message.objects.get(kind="renewal.refused").user == asker
    page = sign_in(asker).get(loan.get_absolute_url()).content.decode()
    assert "D’autres attendent." in page


def test_a_coordinator_renews_directly_and_answers_the_open_request(
    loan, asker, coordinator, later
):
    pending = loan_change_operations.ask_renewal(loan, by=asker, wished_on=later)
    renewal = loan_change_operations.renew(
        loan, by=coordinator, agreed_on=later + timedelta(days=1)
    )
    assert (renewal.pk, renewal.status) == (pending.pk, RenewalStatus.AGREED)


def test_one_renewal_to_a_later_day_is_requested_by_its_association_and_may_be_withdrawn(
    loan, asker, coordinator, later, other_association
):
    with pytest.raises(PermissionDenied):
        loan_change_operations.ask_renewal(loan, by=other_association, wished_on=later)
    with pytest.raises(Refused):
        loan_change_operations.ask_renewal(loan, by=asker, wished_on=loan.due_on)
    renewal = loan_change_operations.ask_renewal(loan, by=asker, wished_on=later)
    with pytest.raises(Refused):
        loan_change_operations.agree_renewal(renewal, by=coordinator, agreed_on=loan.due_on)
    with pytest.raises(ValidationError):
        loan_change_operations.ask_renewal(loan, by=asker, wished_on=later)
    renewal.refresh_from_db()
    loan_change_operations.withdraw_renewal(renewal, by=asker)
    assert loan_change_operations.ask_renewal(loan, by=asker, wished_on=later)


def test_the_renewal_request_of_an_ended_loan_is_withdrawn(loan, asker, coordinator, later):
    renewal = loan_change_operations.ask_renewal(loan, by=asker, wished_on=later)

    def transfer():
        there = UserFactory(association=True).organisation
        loan_change_operations.transfer(loan, by=coordinator, organisation=there)

    def take_back():
        back = receipts_operations.Return(devices=dict.fromkeys(loan.items.all(), "good"))
        return_operations.take_back(loan, by=coordinator, back=back, receipt=b"%PDF-1.7")

    for end in (lambda: loan_change_operations.keep(loan, by=coordinator), transfer, take_back):
        with undone():
            end()
            renewal.refresh_from_db()
            assert renewal.status == RenewalStatus.WITHDRAWN, end
        loan.refresh_from_db()


def test_only_an_active_loan_is_renewed(coordinator, later):
    loans = [LoanFactory(**{state: True}) for state in ("prepared", "closed", "cancelled")]
    gift = LoanFactory(active=True, kind=LoanKind.GIFT, due_on=None)
    for loan in (*loans, gift):
        with pytest.raises(Refused):
            loan_change_operations.renew(loan, by=coordinator, agreed_on=later)


def test_several_loans_are_named_and_extended_to_one_day_with_a_result_for_each(
    loan, asker, later, sign_in, organisation, site, person
):
    gift = LoanFactory(active=True, gift=True, site=site, organisation=organisation)
    data = {"list_act": "bulk", "do": "extend", "row": [loan.pk, gift.pk]}
    visitor, page = sign_in(asker), reverse("loan_list")
    offer = 'href="?status=active&amp;tools=1"'
    assert offer in visitor.get(page).text
    ticking = visitor.get(page, {"status": "active", "tools": 1}).text
    assert offer not in ticking
    assert "Cochez les prêts, puis choisissez" in ticking
    question = visitor.post(page, data).content.decode()
    assert f"{person} · {date_format(loan.due_on, 'SHORT_DATE_FORMAT')}" in question
    # Loans that need another day are unticked.
    assert f'value="{gift.pk}" form="bulk" checked' in question
    assert f'value="{timezone.localdate() + timedelta(days=180)}"' in question
    answer = visitor.post(page, data | {"confirmed": "1", "wished_on": later.isoformat()})
    assert [row for row, _why in answer.context["refused"]] == [gift]
    assert loan.renewals.get().status == RenewalStatus.PENDING


@pytest.fixture
def by_rule(db):
    Rules.objects.update_or_create(pk=1, defaults={"renews_by_rule": True})
    local_cache.clear()


def test_the_first_extension_is_granted_by_rule(by_rule, loan, asker, coordinator, later, sign_in):
    page = reverse("loan_renew", args=[loan.pk])
    visitor = sign_in(asker)
    rule = "La première prolongation d’un prêt est accordée aussitôt"
    assert rule in visitor.get(page).content.decode()
    visitor.post(page, {"day": later.isoformat()})
    loan.refresh_from_db()
    assert (loan.due_on, loan.renewals.get().status) == (later, RenewalStatus.AGREED)
    assert Event.objects.about(loan).filter(kind="renewal.by_rule", by=asker).exists()
    assert not Message.objects.filter(kind="renewal.asked").exists()
    again = loan_change_operations.ask_renewal(loan, by=asker, wished_on=later + timedelta(days=9))
    assert again.status == RenewalStatus.PENDING


def test_the_rule_does_not_extend_a_late_loan_a_long_time_or_what_others_wait_for(
    by_rule, loan, asker, later, person, site, organisation
):
    late = LoanFactory(overdue=True, site=site, organisation=organisation)
    LoanItemFactory(open=True, loan=late, device__site=site)
    wanted = LoanFactory(active=True, site=site, organisation=organisation)
    item = LoanItemFactory(open=True, loan=wanted, device__site=site)
    request = RequestFactory(accepted=True, site=site)
    RequestLineFactory(request=request, category=item.device.category, requested=1, accepted=1)
    cases = [(late, later), (wanted, later), (loan, later + timedelta(days=183))]
    for row, day in cases:
        renewal = loan_change_operations.ask_renewal(row, by=asker, wished_on=day)
        assert renewal.status == RenewalStatus.PENDING


def test_several_extensions_are_answered_at_once_and_shown_in_the_list_of_loans(
    loan, asker, coordinator, later, site, sign_in
):
    coordinator.language = "en"
    coordinator.save()
    second = LoanFactory(active=True, site=site, organisation=loan.organisation)
    renewals = [
        loan_change_operations.ask_renewal(one, by=asker, wished_on=later) for one in (loan, second)
    ]
    visitor, page = sign_in(coordinator), reverse("renewal_list")
    assert visitor.get(reverse("loan_list")).content.decode().count("extension requested") == 2
    text = visitor.get(page).content.decode()  # a short list has its actions too
    for words in ('name="do" value="agree"', 'name="do" value="refuse"', 'name="row"'):
        assert words in text, words
    data = {"list_act": "bulk", "do": "agree", "row": [one.pk for one in renewals]}
    assert "2 rows chosen" in visitor.post(page, data).content.decode()
    visitor.post(page, data | {"confirmed": "1"})
    assert {one.status for one in Renewal.objects.all()} == {RenewalStatus.AGREED}
    assert "extension requested" not in visitor.get(reverse("loan_list")).content.decode()
    more = later + timedelta(days=30)
    again = [
        loan_change_operations.ask_renewal(one.loan, by=asker, wished_on=more) for one in renewals
    ]
    data |= {"do": "refuse", "row": [one.pk for one in again], "confirmed": "1"}
    assert "This field is required" in visitor.post(page, data).content.decode()
    visitor.post(page, data | {"refusal": "Others are waiting."})
    refused = Renewal.objects.filter(status=RenewalStatus.REFUSED, refusal="Others are waiting.")
    assert set(refused) == set(again)
