"""Stock as shown on the accept page and the request form equals the stock reserved next."""

import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone

from core.caches.shared_cache import HOUR
from core.workflow.lifecycle import Refused
from loans.allocation import stock
from loans.allocation.cases import case_of
from loans.allocation.operations import reservations as reservations_operations
from loans.allocation.outlook import Outlook
from loans.base.needs import Needs
from loans.models import Rules
from loans.requests.operations import requests as request_operations
from tests.factories import (
    LoanFactory,
    LoanItemFactory,
    RequestLineFactory,
    SiteFactory,
)
from tests.loans.allocation.conftest import waiting

pytestmark = pytest.mark.usefixtures("english")


def offers_of(request, user):
    return [offer for _bundle, rows in case_of(request, user).bundles for _line, offer in rows]


def taken(request, coordinator, counter):
    lines = {line: line.requested for line in request.lines.all()}
    request_operations.accept_request(request, by=coordinator, quantities=lines)
    try:
        return reservations_operations.reserve_fitting(request, by=counter).count
    except Refused:
        return 0


def test_later_requests_do_not_reduce_an_offer(site, laptop, laptops, coordinator, counter):
    laptops(2)
    first = waiting(site, laptop, days=20, count=2, status="sent")
    waiting(site, laptop, days=2, count=2)

    (offer,) = offers_of(first, coordinator)
    assert (offer.now, offer.missing, offer.accepted) == (2, 0, 2)
    assert taken(first, coordinator, counter) == offer.now


def test_earlier_requests_are_served_first(site, laptop, laptops, coordinator, counter):
    laptops(3)
    waiting(site, laptop, days=20, count=2)
    later = waiting(site, laptop, days=2, count=2, status="sent")

    (offer,) = offers_of(later, coordinator)
    assert (offer.now, offer.missing, offer.accepted) == (1, 1, 2)
    assert taken(later, coordinator, counter) == offer.now


def test_the_lines_of_a_request_share_the_stock(site, laptop, laptops, coordinator, counter):
    laptops(has_webcam=True, ram_gb=16)
    laptops(has_webcam=True, ram_gb=4)
    request = waiting(site, laptop, days=2, status="sent", needs_webcam=True)
    RequestLineFactory(request=request, category=laptop, requested=1, min_ram_gb=16)

    offers = offers_of(request, coordinator)
    assert [offer.now for offer in offers] == [1, 1]
    assert taken(request, coordinator, counter) == 2


def test_one_device_is_not_offered_to_two_lines(site, laptop, laptops, coordinator, counter):
    laptops(has_webcam=True, ram_gb=16)
    request = waiting(site, laptop, days=2, status="sent", needs_webcam=True)
    RequestLineFactory(request=request, category=laptop, requested=1)

    assert sorted(offer.now for offer in offers_of(request, coordinator)) == [0, 1]
    assert taken(request, coordinator, counter) == 1


def test_a_large_stock_is_read_only_as_far_as_needed(
    site, laptop, laptops, coordinator, counter, sign_in, monkeypatch
):
    monkeypatch.setattr("loans.allocation.stock.SAMPLE", 3)
    monkeypatch.setattr("loans.allocation.stock.SMALLEST_SAMPLE", 3)
    laptops(12, has_webcam=True)
    request = waiting(site, laptop, days=2, status="sent", needs_webcam=True)
    page = sign_in(coordinator).get(reverse("answer_queue")).content.decode()
    assert "au moins" in page
    (offer,) = offers_of(request, coordinator)
    assert (offer.now, offer.missing, offer.is_least) == (1, 0, True)

    waiting(site, laptop, days=20, count=12)
    (offer,) = offers_of(request, coordinator)
    assert (offer.now, offer.missing, offer.accepted) == (0, 1, 12)
    assert taken(request, coordinator, counter) == offer.now


def test_a_new_request_shows_the_rest_and_the_expected_delay(site, laptop, laptops):
    def outlook():
        cache.clear()  # the cached pace of the last weeks
        return Outlook(site, [("category", laptop)])

    assert outlook().says("category", laptop) == "none available here"
    laptops()
    assert outlook().says("category", laptop) == "1 available here"
    loan = LoanFactory(active=True, site=site)  # six in twelve weeks, so one every two weeks
    LoanItemFactory.create_batch(6, open=True, loan=loan, device__category=laptop)
    laptops(2)
    waiting(site, laptop, days=3)
    assert outlook().says("category", laptop) == "2 available here, more in about 2 weeks"
    waiting(site, laptop, days=3, count=4)
    assert outlook().says("category", laptop) == "none available here, expected in about 6 weeks"
    fitting = outlook().says("category", laptop, Needs(webcam=True))
    assert fitting == "none available here, expected in about 6 weeks"


def test_the_pace_of_a_site_is_an_hour_old_at_most(site, laptop, laptops, time_machine):
    def says():
        return Outlook(site, [("category", laptop)]).says("category", laptop)

    time_machine.move_to(timezone.now())
    laptops()
    before, other = says(), SiteFactory()
    loan = LoanFactory(active=True, site=site)
    LoanItemFactory.create_batch(6, open=True, loan=loan, device__category=laptop)
    assert Outlook(other, [("category", laptop)]).says("category", laptop) != before
    assert says() == before == "1 available here"
    time_machine.shift(HOUR)
    assert says() == "1 available here, more in about 2 weeks"


def test_the_outlook_of_a_need_counts_all_devices_that_meet_it(site, laptop, laptops, monkeypatch):
    monkeypatch.setattr(stock, "SMALLEST_SAMPLE", 1)
    monkeypatch.setattr(stock, "SAMPLE", 1)
    laptops(4, has_webcam=False)
    laptops(3, has_webcam=True)
    waiting(site, laptop, days=3, needs_webcam=True)
    outlook = Outlook(site, [("category", laptop)])
    assert outlook.says("category", laptop).startswith("6 available here")
    assert outlook.says("category", laptop, Needs(webcam=True)).startswith("2 available here")


def test_stock_is_hidden_by_a_setting(site, laptop, laptops, association, sign_in):
    laptops()
    association.language = "en"
    association.save()
    page = reverse("request_new")
    assert "1 available here" in sign_in(association).get(page).content.decode()
    Rules.objects.create(pk=1, shows_stock=False)
    Rules.clear_cache()
    assert "available here" not in sign_in(association).get(page).content.decode()
