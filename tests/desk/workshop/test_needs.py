import pytest
from django.urls import reverse

from desk.workshop.needs import lacking_where, needs_at
from tests.factories import (
    CategoryFactory,
    DeviceFactory,
    FreightFactory,
    LoanFactory,
    LoanItemFactory,
    RequestFactory,
    RequestLineFactory,
)


@pytest.fixture
def laptop(db):
    return CategoryFactory(holding_data=True, code="laptop", names__fr="ordinateur portable")


@pytest.fixture
def accepted(site, laptop):
    """Factory `accepted(12)` for a line of an accepted request for this number of laptops."""

    def accepted(number, served=0, **facts):
        return RequestLineFactory(
            request=RequestFactory(accepted=True, site=site),
            **{"category": laptop, "requested": number, "accepted": number, "served": served}
            | facts,
        )

    return accepted


def need_of(site, category):
    return next(need for need in needs_at([site])[site] if need.category == category)


def test_shortage_is_accepted_minus_served_minus_reserved_minus_ready(site, laptop, accepted):
    line = accepted(15, served=2)
    device = DeviceFactory(ready=True, site=site, category=laptop)
    LoanItemFactory(reserved=True, loan=LoanFactory(prepared=True), line=line, device=device)
    DeviceFactory(ready=True, site=site, category=laptop)
    need = need_of(site, laptop)
    assert (need.accepted, need.ready, need.missing) == (12, 1, 11)


def test_lines_of_several_requests_add_up_and_a_line_with_several_items_counts_once(
    site, laptop, accepted
):
    line = accepted(5)
    for _number in range(2):
        device = DeviceFactory(ready=True, site=site, category=laptop)
        LoanItemFactory(reserved=True, loan=LoanFactory(prepared=True), line=line, device=device)
    accepted(4)
    assert need_of(site, laptop).missing == 7


def test_only_open_requests_for_devices_count(site, laptop):
    for state in ("draft", "refused", "closed", "cancelled"):
        request = RequestFactory(site=site, **{state: True})
        RequestLineFactory(request=request, category=laptop, accepted=2)
    request = RequestFactory(accepted=True, site=site)
    RequestLineFactory(request=request, of_vouchers=True, accepted=2)
    RequestLineFactory(request=request, of_accessories=True, accepted=2)
    assert needs_at([site])[site] == []


def test_unanswered_requests_are_counted_separately(site, laptop, accepted):
    RequestLineFactory(request=RequestFactory(sent=True, site=site), category=laptop, requested=4)
    accepted(3)
    need = need_of(site, laptop)
    assert (need.missing, need.requested, need.waiting) == (3, 4, 4)


def test_devices_on_the_bench_reduce_what_is_to_start_not_the_shortage(site, laptop, accepted):
    accepted(3)
    DeviceFactory(refurbishing=True, site=site, category=laptop)
    need = need_of(site, laptop)
    assert (need.missing, need.on_bench, need.to_start) == (3, 1, 2)


def test_surplus_stock_covers_new_requests(site, laptop, accepted):
    RequestLineFactory(request=RequestFactory(sent=True, site=site), category=laptop, requested=4)
    accepted(1)
    DeviceFactory.create_batch(3, ready=True, site=site, category=laptop)
    need = need_of(site, laptop)
    assert (need.missing, need.waiting) == (0, 2)


def test_other_sites_and_transit_do_not_count(site, laptop, accepted):
    accepted(2)
    DeviceFactory(ready=True, category=laptop)
    FreightFactory(sent=True, device__ready=True, device__category=laptop, transfer__origin=site)
    RequestLineFactory(
        request=RequestFactory(accepted=True), category=laptop, requested=9, accepted=9
    )
    assert need_of(site, laptop).missing == 2


def test_the_bench_shows_shortages(site, laptop, accepted, technician, sign_in, english):
    technician.language = "en"
    technician.save()
    accepted(12)
    page = sign_in(technician).get(reverse("bench")).content.decode()
    assert "Missing for accepted requests" in page
    assert "<strong>12</strong>" in page
    assert f"{reverse('workshop_queue')}?site={site.pk}&amp;category={laptop.pk}" in page


def test_the_bench_shows_no_shortage_when_there_is_none(site, technician, sign_in):
    assert lacking_where(technician) is None
    assert "bench-needs" not in sign_in(technician).get(reverse("bench")).content.decode()
