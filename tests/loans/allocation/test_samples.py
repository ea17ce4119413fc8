"""With a sample of a large stock, lists and operations still agree."""

from decimal import Decimal

import pytest

from core.workflow.lifecycle import NeedsConfirmation, Refused
from loans.allocation.cases import case_of, way_to_serve
from loans.allocation.operations.reservations import reserve, reserve_fitting
from loans.allocation.standing import standing_of
from loans.allocation.waiting import queue_at
from loans.requests.operations.requests import accept_request
from tests.factories import (
    DeviceFactory,
    LoanFactory,
    SiteFactory,
    UserFactory,
)
from tests.loans.allocation.conftest import waiting

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
SMALL, LARGE = Decimal(13), Decimal(15)


@pytest.fixture
def sampled(monkeypatch):
    monkeypatch.setattr("loans.allocation.stock.SAMPLE", 1)
    monkeypatch.setattr("loans.allocation.stock.SMALLEST_SAMPLE", 2)


def served_at(site):
    """Return the number of ready devices for each line of the waiting list, in order."""
    return list(queue_at([site])[1].values())


def check_acts_as_listed(site, request, by):
    """Check that the button reserves what the list shows as ready for the second line."""
    served = served_at(site)[1]
    way = way_to_serve(request, list(request.lines.with_reserved().for_list()))
    try:
        taken = reserve_fitting(request, by=by).count
    except Refused:
        taken = 0
    assert (served, way) == ((taken, "fitting") if taken else (0, "wait"))


@pytest.mark.usefixtures("sampled")
def test_no_line_is_short_because_other_lines_used_the_sample(site, laptop, laptops, coordinator):
    for count, inches, memory in ((1, SMALL, 16), (1, LARGE, 8), (6, SMALL, 16)):
        laptops(count, screen_inches=inches, ram_gb=memory, has_webcam=True)
    second = waiting(site, laptop, days=2, status="sent", min_ram_gb=16)
    (line,) = second.lines.all()
    rows = [row for _bundle, rows in case_of(second, coordinator).bundles for row in rows]
    shown = {line: offer.unpromised for line, offer in rows}
    waiting(site, laptop, days=20, needs_webcam=True)  # accepted meanwhile
    accept_request(second, by=coordinator, quantities={line: 1}, shown=shown)
    assert served_at(site) == [1, 1]
    assert standing_of(second).places == []


@pytest.mark.usefixtures("sampled")
def test_devices_ready_in_a_sample_can_be_reserved(site, laptop, laptops, counter):
    laptops(2, screen_inches=SMALL, ram_gb=8, has_webcam=True)
    laptops(6, screen_inches=LARGE, ram_gb=8, has_webcam=False)
    waiting(site, laptop, days=20, count=3)
    check_acts_as_listed(site, waiting(site, laptop, days=2, needs_webcam=True), counter)


def test_devices_ready_in_the_list_can_be_reserved(site, laptop, laptops, counter):
    laptops(1, screen_inches=SMALL, ram_gb=16, has_webcam=True)
    laptops(1, screen_inches=LARGE, ram_gb=8, has_webcam=True)
    waiting(site, laptop, days=20)
    second = waiting(site, laptop, days=2, min_ram_gb=16)
    before = served_at(site)
    waiting(site, laptop, days=1, min_screen_inches=Decimal(17))
    assert served_at(site)[:2] == before  # independent of the needs of later lines
    check_acts_as_listed(site, second, counter)


def test_devices_of_another_site_are_promised_to_nobody(site, laptop):
    waiting(site, laptop, days=20)
    (device,) = DeviceFactory.create_batch(1, ready=True, site=SiteFactory(), category=laptop)
    loan = LoanFactory(prepared=True, site=site)
    reserve(loan, by=UserFactory(admin=True), devices=[device])
    assert loan.items.count() == 1


def test_a_request_cancelled_while_it_is_named_is_no_fault(site, laptop, counter, monkeypatch):
    """The request is cancelled without the lock of the site, so the second query may miss it."""
    waiting(site, laptop, days=20)
    (device,) = DeviceFactory.create_batch(1, ready=True, site=site, category=laptop)
    monkeypatch.setattr("loans.allocation.operations.reservations.turns_ahead", lambda *_which: [])
    with pytest.raises(NeedsConfirmation):
        reserve(LoanFactory(prepared=True, site=site), by=counter, devices=[device])
