"""A walk-in for a person with overdue or similar devices is warned of or refused."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from core.models import Event
from core.workflow.lifecycle import Refused
from loans.agreements.operations import agreements as agreement_operations
from loans.allocation.operations import preparation as preparation_operations
from loans.allocation.operations import reservations as reservations_operations
from loans.base.lifecycle.loans import WalkInRefusal
from loans.models import Rules
from loans.organisations.already_equipped import is_allowed
from tests.factories import (
    BriefingFactory,
    DeviceFactory,
    LoanFactory,
    LoanItemFactory,
    RecipientFactory,
)
from tests.loans.conftest import sign


@pytest.fixture
def out(loan, site):
    """A laptop that the person of the walk-in already has."""
    had = LoanFactory(
        active=True, site=site, recipient=loan.recipient, organisation=loan.organisation
    )
    return LoanItemFactory(open=True, loan=had, device__site=site)


@pytest.fixture
def shown(sign_in, counter, loan):
    counter.language = "en"
    counter.save()
    client = sign_in(counter)
    return lambda: client.get(reverse("loan_recipient", args=[loan.pk])).text


def late(item, days):
    item.loan.starts_on = timezone.localdate() - timedelta(days=90)
    item.loan.due_on = timezone.localdate() - timedelta(days=days)
    item.loan.save()


def decide(refusal):
    rules = Rules.load()
    rules.walk_in_refusal = refusal
    rules.save()
    Rules.clear_cache()


def set_aside(loan, by, category, site):
    device = DeviceFactory(ready=True, site=site, category=category)
    reservations_operations.reserve(loan, by=by, devices=[device], override=True)


def test_an_existing_device_is_shown_and_an_overdue_loan_named_without_blocking(
    loan, out, shown, counter, texts, site, sign_in
):
    text = shown()
    assert "already has" in text
    assert out.device.asset_tag in text
    assert "days late" not in text
    late(out, 23)
    client = sign_in(counter)
    terms = client.get(reverse("loan_terms", args=[loan.pk])).text
    assert "23 days late" in terms
    search = {"q": loan.recipient.last_name}
    found = client.post(reverse("loan_recipient", args=[loan.pk]), search, follow=True)
    assert '<span class="status status-bad">overdue</span>' in found.text
    text = shown()
    for words in ("23 days late", out.device.asset_tag, out.loan.number):
        assert words in text
    set_aside(loan, counter, out.device.category, site)
    assert agreement_operations.issue(loan, by=counter).number


def test_no_warning_without_loans(loan, shown):
    text = shown()
    assert "already has" not in text
    assert "days late" not in text


def test_the_rules_may_block_people_with_overdue_loans(out, loan, counter, texts, site):
    decide(WalkInRefusal.LATE)
    set_aside(loan, counter, out.device.category, site)
    BriefingFactory(loan=loan)
    agreement = agreement_operations.issue(loan, by=counter)
    late(out, 23)
    with pytest.raises(Refused, match="retard"):
        sign(agreement, counter)


def test_a_refusal_names_its_rule_and_a_coordinator_allows_the_hand_over_for_a_reason(
    out, loan, shown, counter, coordinator, sign_in, texts, site
):
    decide(WalkInRefusal.LATE)
    set_aside(loan, counter, out.device.category, site)
    late(out, 23)
    page = shown()
    for words in ("Refused by the rule", "people with an overdue loan", coordinator.name):
        assert words in page
    assert "Allow this hand-over" not in page
    visitor = sign_in(coordinator)
    path = reverse("loan_allow", args=[loan.pk])
    again = visitor.post(path, {"reason": ""})
    assert again.context["lift"].errors
    assert again.text.count("Ce champ est obligatoire") == 1  # at the field, which has the focus
    assert 'aria-invalid="true"' in again.text
    with pytest.raises(Refused):
        agreement_operations.issue(loan, by=counter)
    visitor.post(path, {"reason": "emergency"})
    event = Event.objects.about(loan).filter(kind="loan.walk_in_allowed").get()
    assert (event.by, event.data["lift"]) == (coordinator, "emergency")
    assert agreement_operations.issue(loan, by=counter).number
    loan.recipient = RecipientFactory(organisation=loan.organisation)
    assert not is_allowed(loan)  # the reason was this person's


def test_the_rules_may_block_a_second_device_of_a_kind(out, loan, counter, texts, device, site):
    decide(WalkInRefusal.EQUIPPED)
    reservations_operations.reserve(loan, by=counter, devices=[device], override=True)
    assert device.category != out.device.category
    agreement_operations.issue(loan, by=counter)
    set_aside(loan, counter, out.device.category, site)
    with pytest.raises(Refused, match="déjà"):
        agreement_operations.issue(loan, by=counter)


def test_an_accepted_request_is_handed_over_despite_warnings(
    loan, accepted_request, device, counter, texts, site
):
    decide(WalkInRefusal.EQUIPPED)
    had = LoanFactory(
        active=True, site=site, recipient=loan.recipient, organisation=loan.organisation
    )
    late(LoanItemFactory(open=True, loan=had, device__category=device.category), 23)
    prepared = preparation_operations.prepare_for(accepted_request, by=counter)
    reservations_operations.reserve(prepared, by=counter, devices=[device])
    assert agreement_operations.issue(prepared, by=counter).number
