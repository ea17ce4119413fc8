"""Quotas of a convention: the allowed items, their use, and refusals beyond them."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from core.workflow.lifecycle import Refused
from loans.models import Request, RequestLine
from loans.organisations.quotas import limit_of, shares_of, used, what_is_over
from loans.requests.operations import requests as request_operations
from tests.factories import (
    AccessoryKindFactory,
    CategoryFactory,
    ConventionFactory,
    LoanFactory,
    LoanItemFactory,
    QuotaFactory,
    RequestFactory,
    RequestLineFactory,
    UserFactory,
    VoucherProductFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


@pytest.fixture
def laptop():
    return CategoryFactory(names__en="Laptop", names__fr="Portable")


@pytest.fixture
def convention(organisation, laptop):
    """A convention in force for ten laptops."""
    convention = ConventionFactory(organisation=organisation)
    QuotaFactory(convention=convention, category=laptop, most=10)
    return convention


@pytest.fixture
def member(organisation):
    return UserFactory(association=True, organisation=organisation)


@pytest.fixture
def ask(organisation, site, member):
    """Write and send a request for a quantity of a category."""

    def write(category, count, *, by=member, request=None):
        request = request or Request(organisation=organisation, site=site, purpose="school")
        lines = [RequestLine(category=category, requested=count)]
        return request_operations.write_request(request, by=by, lines=lines, send=True)

    return write


def of(convention, state, count, category, **line):
    request = RequestFactory(
        **{state: True}, organisation=convention.organisation, recipient=None, convention=convention
    )
    RequestLineFactory(request=request, category=category, requested=count, **line)


def test_requested_then_accepted_then_handed_over_quantities_count(convention, laptop):
    of(convention, "sent", 3, laptop)
    of(convention, "accepted", 5, laptop, accepted=2)
    of(convention, "closed", 4, laptop, accepted=4, served=1)
    for state in ("draft", "refused", "cancelled"):
        of(convention, state, 7, laptop)

    assert used([convention])[convention.pk][laptop.pk] == 6


def test_devices_lent_without_a_request_count_in_their_period(convention, laptop, organisation):
    inside = LoanFactory(active=True, organisation=organisation, recipient=None)
    LoanItemFactory(open=True, loan=inside, device__category=laptop)
    before = LoanFactory(
        active=True,
        organisation=organisation,
        recipient=None,
        starts_on=convention.starts_on - timedelta(days=1),
    )
    LoanItemFactory(open=True, loan=before, device__category=laptop)
    LoanItemFactory(open=True, loan=LoanFactory(active=True), device__category=laptop)

    assert used([convention])[convention.pk][laptop.pk] == 1


def test_a_swapped_device_counts_once(convention, laptop, organisation):
    loan = LoanFactory(active=True, organisation=organisation, recipient=None)
    LoanItemFactory(swapped=True, loan=loan, device__category=laptop)
    LoanItemFactory(open=True, loan=loan, device__category=laptop)

    assert used([convention])[convention.pk][laptop.pk] == 1


def test_many_conventions_are_counted_in_two_queries(convention, laptop, django_assert_num_queries):
    of(convention, "sent", 3, laptop)
    others = [ConventionFactory() for _ in range(3)]

    with django_assert_num_queries(2):
        counts = used([convention, *others])
    assert [counts[c.pk].total() for c in (convention, *others)] == [3, 0, 0, 0]


def test_the_limit_is_the_total_or_the_sum(convention):
    assert limit_of(convention) == 10
    QuotaFactory(convention=convention, most=5)
    assert limit_of(convention) == 15
    QuotaFactory(convention=convention, most=None)
    assert limit_of(convention) is None
    convention.most = 12
    assert limit_of(convention) == 12


def test_within_the_quota_a_request_is_sent_and_counts(ask, convention, laptop):
    request = ask(laptop, 10)

    assert (request.status, request.convention) == ("sent", convention)
    assert shares_of(convention)[0].is_used_up


def test_a_request_over_the_quota_is_refused_with_the_numbers(ask, convention, laptop):
    ask(laptop, 8)
    with pytest.raises(Refused, match=r"Laptop: you are requesting 3; .* leaves 2 out of 10"):
        ask(laptop, 3)

    assert Request.objects.count() == 1


def test_the_total_counts_every_category(ask, convention, laptop):
    phone = CategoryFactory(names__en="Phone")
    QuotaFactory(convention=convention, category=phone, most=None)
    type(convention).objects.filter(pk=convention.pk).update(most=5)
    ask(laptop, 4)

    with pytest.raises(Refused, match=r"All devices: you are requesting 2; .* leaves 1 out of 5"):
        ask(phone, 2)


def test_items_outside_the_convention_are_refused(ask, convention):
    with pytest.raises(Refused, match="Tablet: your partnership agreement does not allow it"):
        ask(CategoryFactory(names__en="Tablet"), 1)


def test_a_convention_without_quotas_allows_everything(ask, organisation):
    ConventionFactory(organisation=organisation)

    assert ask(CategoryFactory(), 999).status == "sent"


def test_a_coordinator_may_exceed_the_quota(ask, convention, laptop, coordinator):
    request = ask(laptop, 50, by=coordinator)

    assert request.convention == convention
    assert shares_of(convention)[0].left == 0


def test_changing_a_request_does_not_count_it_twice(ask, convention, laptop):
    request = ask(laptop, 8)
    assert ask(laptop, 10, request=request).lines.get().requested == 10
    with pytest.raises(Refused, match="leaves 10 out of 10"):
        ask(laptop, 11, request=Request.objects.get())

    assert request.lines.get().requested == 10


def test_vouchers_are_unlimited_unless_the_convention_limits_them(convention):
    line = RequestLineFactory(of_vouchers=True, requested=500)
    assert what_is_over(convention, [line]) == []

    convention.allows_vouchers = False
    (sentence,) = what_is_over(convention, [line])
    assert ": your partnership agreement does not allow it." in sentence

    convention.allows_vouchers = True
    QuotaFactory(convention=convention, category=None, product=line.product, most=20)
    (sentence,) = what_is_over(convention, [line])
    assert "you are requesting 500" in sentence
    assert "leaves 20 out of 20" in sentence


def test_organisations_of_a_group_share_terms(ask, convention, laptop):
    leader = ConventionFactory()
    QuotaFactory(convention=leader, category=laptop, most=3)
    type(convention).objects.filter(pk=convention.pk).update(terms_from=leader)
    of(leader, "sent", 3, laptop)  # each convention has its own use of shared terms

    assert ask(laptop, 3).status == "sent"
    convention.refresh_from_db()
    assert [(share.used, share.most) for share in shares_of(convention)] == [(3, 3)]
    with pytest.raises(Refused, match="leaves 0 out of 3"):
        ask(laptop, 1)


def test_a_request_counts_in_the_convention_in_which_it_was_sent(ask, convention, laptop):
    request = ask(laptop, 4)
    today = timezone.localdate()
    type(convention).objects.filter(pk=convention.pk).update(ends_on=today - timedelta(days=1))
    following = ConventionFactory(organisation=convention.organisation, starts_on=today)

    assert ask(laptop, 6, request=request).convention == convention
    assert used([following])[following.pk].total() == 0


def test_the_form_names_no_kind_that_the_convention_forbids(convention, member, sign_in):
    VoucherProductFactory()
    AccessoryKindFactory()
    page = reverse("request_new")
    text = sign_in(member).get(page).content.decode()
    assert all(words in text for words in ("Cartes SIM et bons", "Un accessoire"))
    type(convention).objects.filter(pk=convention.pk).update(allows_vouchers=False)
    text = sign_in(member).get(page).content.decode()
    assert "Un accessoire" in text
    assert "Cartes SIM" not in text
