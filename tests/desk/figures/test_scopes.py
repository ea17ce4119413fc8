"""The scope of a figure: user, days and filters."""

from datetime import timedelta
from urllib.parse import parse_qsl

from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from desk.figures.registry import FIGURES
from desk.figures.scope import Scope, ScopeForm
from inventory.devices.lifecycle.devices import DeviceStatus
from loans.base.lifecycle.loans import ItemStatus
from loans.models import LoanItem
from tests.factories import AreaFactory, DonorFactory, LoanFactory, LoanItemFactory, UserFactory

IN_USE = FIGURES["devices_in_use"]


def of_late(user, **narrows):
    today = timezone.localdate()
    return Scope(user=user, first=today - timedelta(days=300), last=today, **narrows)


def address(key, **query):
    return f"{reverse('figure', args=[key])}?{urlencode(query)}"


def test_a_figure_counts_only_rows_in_the_users_scope(site, volunteer, coordinator):
    LoanItemFactory(open=True, loan__site=site)
    LoanItemFactory(open=True)
    assert IN_USE.number(of_late(volunteer)) == 1
    assert IN_USE.number(of_late(coordinator)) == 2
    assert IN_USE.number(of_late(coordinator, site=site)) == 1


def test_an_association_sees_only_its_own_numbers(association, sign_in):
    own = LoanFactory(active=True, organisation=association.organisation)
    LoanItemFactory(open=True, loan=own)
    LoanItemFactory(open=True)
    assert sign_in(association).get(address(IN_USE.key)).context["text"] == "1"
    assert sign_in(association).get(address("devices_received")).status_code == 404


def test_the_warehouse_cannot_filter_people_by_territory(site, sign_in, volunteer):
    LoanItemFactory(open=True, loan__site=site)
    visitor = sign_in(volunteer)
    answer = visitor.get(address(IN_USE.key, territory=AreaFactory().code))
    assert answer.context["text"] == "1"  # covers all territories
    counter = sign_in(UserFactory(counter=True, sites=[site]))
    answer = counter.get(address(IN_USE.key, territory=AreaFactory().code))
    assert answer.context["text"] == "0"


def test_a_figure_is_unavailable_with_a_filter_it_does_not_support(coordinator):
    scope = of_late(coordinator, organisation=LoanFactory().organisation)
    assert FIGURES["devices_received"].text(scope) == "–"


def test_a_recovered_device_does_not_count_as_a_second_departure(coordinator):
    lost = LoanItemFactory(lost=True)
    facts = {"status": ItemStatus.OPEN, "opened_at": timezone.now(), "follows": lost}
    LoanItem.objects.create(loan=lost.loan, device=lost.device, **facts)
    lost.device.transition_to(DeviceStatus.ON_LOAN)
    assert list(FIGURES["devices_handed_over"].rows(of_late(coordinator))) == [lost]


WRONG = [
    ({"first": "2026-05-02", "last": "2026-05-01"}, "last", "The last day is before the first"),
    (
        {"first": "2001-05-02", "last": "2026-05-01"},
        "last",
        "The period cannot be longer than ten years.",
    ),
    ({"donor": "Nobody & sons"}, "donor", "No donor has the name Nobody & sons."),
    ({"first": "yesterday"}, "first", "valid date"),
]


def test_an_invalid_filter_is_explained_and_kept(coordinator, english):
    for query, field, words in WRONG:
        form = ScopeForm(query, user=coordinator)
        assert form.scope is None
        assert words in form.errors[field][0]
        assert form[field].value() == query[field]
    pk = DonorFactory(name="Martin Durand").pk
    for value in ("#0", "#999999999999999999", f"#{pk}x", f"{pk}", "#"):  # values that are not ids
        form = ScopeForm({"donor": value}, user=coordinator)
        assert form.errors["donor"], value
        assert form["donor"].value() == value


def test_a_scope_round_trips_through_its_url(coordinator, site):
    item = LoanItemFactory(open=True, loan__site=site)
    scope = of_late(coordinator, site=site, organisation=item.loan.organisation)
    assert ScopeForm(dict(parse_qsl(scope.query)), user=coordinator).scope == scope


def test_the_url_of_a_scope_has_no_name_but_its_page_does(coordinator):
    donor = DonorFactory(name="Martin Durand")
    query = of_late(coordinator, donor=donor).query
    assert "Durand" not in query
    form = ScopeForm(dict(parse_qsl(query)), user=coordinator)
    assert (form.scope.donor, form["donor"].value()) == (donor, "Martin Durand")
