"""Devices that meet the needs of a line, by the same table in Python and in the database."""

from collections import Counter
from decimal import Decimal

import pytest

from inventory.models import Device
from loans.allocation.stock import Alike, Kind, deal, stock_of
from loans.base.needs import Facts, Needs, Verdict, facts_of, fitting, needs_of, perhaps_fitting
from tests.factories import DeviceFactory, RequestLineFactory, SpecificationFactory

FITS, UNKNOWN, UNFIT = Verdict.FITS, Verdict.UNKNOWN, Verdict.UNFIT
SMALL, LARGE = Decimal("13.3"), Decimal("15.6")
NOTHING = Facts()
HARD = Needs(Decimal(14), 8, webcam=True, cellular=True)
TABLE = [
    (Needs(), NOTHING, FITS),
    (Needs(), Facts(SMALL, 4, webcam=False, cellular=False), FITS),
    (Needs(screen=Decimal(14)), Facts(screen=LARGE), FITS),
    (Needs(screen=Decimal(14)), Facts(screen=Decimal("14.0")), FITS),
    (Needs(screen=Decimal(14)), Facts(screen=SMALL), UNFIT),
    (Needs(screen=Decimal(14)), NOTHING, UNKNOWN),
    (Needs(ram=8), Facts(ram=8), FITS),
    (Needs(ram=8), Facts(ram=4), UNFIT),
    (Needs(ram=8), Facts(screen=LARGE), UNKNOWN),
    (Needs(webcam=True), Facts(webcam=True), FITS),
    (Needs(webcam=True), Facts(webcam=False), UNFIT),
    (Needs(webcam=True), Facts(webcam=None), UNKNOWN),
    (Needs(cellular=True), Facts(cellular=True), FITS),
    (Needs(cellular=True), Facts(cellular=False), UNFIT),
    (Needs(cellular=True), Facts(ram=32), UNKNOWN),
    (HARD, Facts(LARGE, 16, webcam=True, cellular=True), FITS),
    (HARD, Facts(LARGE, 16, webcam=True), UNKNOWN),
    (HARD, Facts(LARGE, 16, cellular=False), UNFIT),
    (HARD, Facts(SMALL), UNFIT),
]


def test_needs_match_specifications():
    for needs, facts, verdict in TABLE:
        assert needs.verdict(facts) == verdict


@pytest.mark.django_db
def test_sql_and_python_matching_agree():
    for needs, facts, verdict in TABLE:
        device = DeviceFactory()
        if facts != NOTHING:
            SpecificationFactory(
                device=device,
                screen_inches=facts.screen,
                ram_gb=facts.ram,
                has_webcam=facts.webcam,
                has_cellular=facts.cellular,
            )
        device = Device.objects.select_related("specification").get(pk=device.pk)
        assert facts_of(device) == facts
        alone = Device.objects.filter(pk=device.pk)
        assert alone.filter(fitting(needs)).exists() == (verdict == FITS), (needs, facts)
        assert alone.filter(perhaps_fitting(needs)).exists() == (verdict == UNKNOWN), (needs, facts)


@pytest.mark.django_db
def test_a_line_describes_its_needs(english):
    line = RequestLineFactory(min_screen_inches=Decimal("14.0"), min_ram_gb=8, needs_webcam=True)
    assert needs_of(line) == Needs(Decimal(14), 8, webcam=True)
    assert needs_of(line).words == ["14 inches or more", "8 GB or more", "with a webcam"]


def of(count, **facts):
    return {Alike(Facts(**facts)): count}


def test_promises_are_matched_hardest_first_without_duplicates():
    stock = Counter(of(2, webcam=True) | of(1, webcam=False))
    given, left = deal(stock, {Needs(): 2, Needs(webcam=True): 2})
    assert given == {Needs(webcam=True): 2, Needs(): 1}
    assert left.total() == 0


def test_lines_without_needs_get_the_least_suitable_devices():
    stock = Counter(of(1, webcam=True) | of(1, webcam=None))
    given, left = deal(stock, {Needs(): 1, Needs(webcam=True): 1})
    assert given == {Needs(): 1, Needs(webcam=True): 1}
    assert left.total() == 0
    _given, left = deal(stock, {Needs(): 1})
    assert left.total() == 1


@pytest.mark.django_db
def test_the_facts_of_a_sample_serve_as_many_requests_as_the_facts_of_all(
    site, laptop, monkeypatch
):
    """A sample is used if it shows that all needs can be served, otherwise all devices are."""
    monkeypatch.setattr("loans.allocation.stock.SAMPLE", 5)
    monkeypatch.setattr("loans.allocation.stock.SMALLEST_SAMPLE", 5)
    devices = DeviceFactory.create_batch(40, ready=True, site=site, category=laptop)
    for number, device in enumerate(devices[:30]):
        SpecificationFactory(
            device=device, has_webcam=number % 2 == 0, ram_gb=8, screen_inches=LARGE
        )
    webcam, large, memory = Needs(webcam=True), Needs(screen=Decimal(14)), Needs(ram=16)
    kind, taken = Kind(site.pk, laptop.pk), devices[:1]
    cases = [
        ({Needs(): 39}, False),
        ({Needs(): 39, webcam: 1}, False),
        ({Needs(): 50, webcam: 1}, False),
        ({Needs(): 38, webcam: 1, large: 1}, False),
        ({Needs(): 5, webcam: 16}, True),  # more than exist
        ({Needs(): 38, memory: 1}, True),  # out of stock
    ]
    for wants, are_read in cases:
        wants = Counter(wants)
        for without in ([], taken):
            some, whole = stock_of(kind, wants, without), stock_of(kind, without=without)
            assert some.total() == whole.total() == 40 - len(without), wants
            assert all(alike.is_read for alike in some) == are_read, wants
            served = [sum(deal(stock, wants)[0].values()) for stock in (some, whole)]
            assert served[0] == served[1], (wants, without)
