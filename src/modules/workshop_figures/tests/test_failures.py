from datetime import date, datetime

import pytest
from django.test import override_settings
from django.utils import timezone

from loans.base.lifecycle.loans import Condition
from loans.models import LoanItem
from modules.workshop_figures.failures import failures_of, is_over, last_months
from tests.factories import (
    DeviceFactory,
    DeviceModelFactory,
    FreightFactory,
    IncidentFactory,
    LoanItemFactory,
    RepairFactory,
)

TODAY = date(2026, 3, 18)
MONTHS = last_months(TODAY)
MARCH, FEBRUARY = date(2026, 3, 1), date(2026, 2, 1)


def at(text):
    return timezone.make_aware(datetime.fromisoformat(text))


@pytest.fixture
def handed(site):
    """`handed("2026-03-02", state="swapped", until="2026-03-09")` was out between two days."""

    def handed(day, condition=None, until=None, state="open", **facts):
        item = LoanItemFactory(loan__site=site, loan__active=True, **{state: True}, **facts)
        LoanItem.objects.filter(pk=item.pk).update(
            opened_at=at(f"{day} 10:00"),
            ended_at=at(f"{until} 10:00") if until else None,
            condition=condition or "",
        )
        return item

    return handed


def counts_of(share):
    return share.handed_over, share.failed


def test_the_last_month_is_the_current_one():
    assert (len(MONTHS), MONTHS[0], MONTHS[-1]) == (12, date(2025, 4, 1), MARCH)
    assert last_months(date(2026, 1, 31), 2) == [date(2025, 12, 1), date(2026, 1, 1)]


def test_returned_broken_and_swapped_devices_count_as_failures(handed):
    handed("2026-02-02")
    handed("2026-03-02", state="returned", until="2026-03-09", condition=Condition.GOOD)
    handed("2026-03-02", state="returned", until="2026-03-09", condition=Condition.WORN)
    handed("2026-03-02", state="returned", until="2026-03-09", condition=Condition.BROKEN)
    handed("2026-03-02", state="swapped", until="2026-03-09")
    handed("2026-03-02", state="lost", until="2026-03-09")
    failures = failures_of(MONTHS)
    assert counts_of(failures.total) == (6, 2)
    assert counts_of(failures.months[MARCH]) == (5, 2)
    assert counts_of(failures.months[FEBRUARY]) == (1, 0)
    assert failures.total.percent == 33


def test_a_repaired_device_counts_as_a_failure_until_handed_over_again(handed):
    item = handed("2026-02-02", state="returned", until="2026-02-09", condition=Condition.GOOD)
    RepairFactory(device=item.device, opened_at=at("2026-02-21 10:00"))
    LoanItem.objects.create(
        loan=item.loan,
        device=item.device,
        status="returned",
        opened_at=at("2026-02-10 10:00"),
        ended_at=at("2026-02-20 10:00"),
    )
    before = handed("2026-03-02", state="returned", until="2026-03-09", condition=Condition.GOOD)
    RepairFactory(device=before.device, opened_at=at("2026-03-01 10:00"))
    mistake = handed("2026-03-02", state="returned", until="2026-03-09", condition=Condition.GOOD)
    RepairFactory(device=mistake.device, cancelled=True, opened_at=at("2026-03-10 10:00"))
    failures = failures_of(MONTHS)
    assert counts_of(failures.months[FEBRUARY]) == (2, 1)
    assert counts_of(failures.months[MARCH]) == (2, 0)


@override_settings(FAILURE_MONTHS=1)
def test_failures_after_the_configured_months_do_not_count(handed):
    handed("2026-01-05", state="swapped", until="2026-02-04")
    handed("2026-01-05", state="swapped", until="2026-02-06")
    assert counts_of(failures_of(MONTHS).total) == (2, 1)


def test_devices_not_handed_over_in_the_period_are_not_counted(handed, site):
    handed("2025-03-31")
    handed("2025-04-01")
    LoanItemFactory(reserved=True, loan__site=site)
    LoanItemFactory(cancelled=True, loan__site=site)
    LoanItemFactory(of_accessories=True, open=True, loan__site=site)
    assert counts_of(failures_of(MONTHS).total) == (1, 0)


def test_months_begin_at_local_midnight(handed):
    item = handed("2026-03-01")
    LoanItem.objects.filter(pk=item.pk).update(opened_at=at("2026-03-01 00:30"))
    assert counts_of(failures_of(MONTHS).months[MARCH]) == (1, 0)


def test_models_are_sorted_worst_first_and_small_ones_last(handed):
    sound, bad, rare = DeviceModelFactory.create_batch(3)
    for model, count in ((sound, 6), (bad, 5), (rare, 1)):
        for _number in range(count):
            device = DeviceFactory(ready=True, model=model, brand=model.brand)
            handed("2026-03-02", device=device)
    device = DeviceFactory(ready=True, model=rare, brand=rare.brand)
    handed("2026-03-02", device=device, state="swapped", until="2026-03-09")
    device = DeviceFactory(ready=True, model=bad, brand=bad.brand)
    handed("2026-03-02", device=device, state="swapped", until="2026-03-09")
    failures = failures_of(MONTHS)
    assert failures.top_handed_over == [bad.pk, sound.pk, rare.pk]
    assert counts_of(failures.models[bad.pk]) == (6, 1)
    assert failures.models[rare.pk].is_few
    assert not failures.models[bad.pk].is_few


def test_an_outside_repair_counts_for_the_refurbisher_until_the_next_hand_over(handed, site):
    device = DeviceFactory(ready=True, site=site)
    freight = FreightFactory(
        arrived=True, transfer__outside=True, transfer__origin=site, device=device
    )
    type(freight).objects.filter(pk=freight.pk).update(status_since=at("2026-02-20 10:00"))
    handed("2026-03-02", device=device)
    handed("2026-03-02")
    refurbishers = failures_of(MONTHS).refurbishers
    outside = freight.transfer.refurbisher_id
    assert {key: counts_of(share) for key, share in refurbishers.items()} == {
        (outside, None): (1, 0),
        (None, site.pk): (1, 0),
    }


def test_a_second_hand_over_counts_for_the_last_refurbisher(handed, site):
    device = DeviceFactory(ready=True, site=site)
    freight = FreightFactory(
        arrived=True, transfer__outside=True, transfer__origin=site, device=device
    )
    type(freight).objects.filter(pk=freight.pk).update(status_since=at("2026-01-10 10:00"))
    first = handed("2026-01-20", device=device, state="returned", until="2026-02-01")
    LoanItem.objects.create(
        loan=first.loan,
        device=device,
        status="returned",
        opened_at=at("2026-03-02 10:00"),
        ended_at=at("2026-03-03 10:00"),
    )
    refurbishers = failures_of(MONTHS).refurbishers
    assert counts_of(refurbishers[freight.transfer.refurbisher_id, None]) == (1, 0)
    assert counts_of(refurbishers[None, site.pk]) == (1, 0)


def test_a_month_is_complete_after_the_failure_period():
    assert is_over(date(2025, 9, 1), date(2026, 4, 2))
    assert not is_over(date(2025, 9, 1), date(2026, 4, 1))


def test_failures_are_filtered_by_site_in_one_query(handed, site, django_assert_num_queries):
    handed("2026-03-02")
    other = handed("2026-03-02")
    type(other.loan).objects.filter(pk=other.loan_id).update(site=DeviceFactory().site)
    with django_assert_num_queries(1):
        assert counts_of(failures_of(MONTHS, site).total) == (1, 0)
    assert counts_of(failures_of(MONTHS).total) == (2, 0)


def test_non_conformity_counts_as_a_failure_at_any_time(handed):
    item = handed("2026-03-02", state="swapped", until="2026-03-09")
    LoanItem.objects.filter(pk=item.pk).update(is_non_conforming=True)
    with override_settings(FAILURE_MONTHS=0):
        assert counts_of(failures_of(MONTHS).total) == (1, 1)


def test_an_early_breakdown_incident_counts_as_a_failure(handed):
    broken, dropped, error = handed("2026-03-02"), handed("2026-03-02"), handed("2026-03-02")
    reported = {"at": at("2026-03-09 10:00"), "happened_on": date(2026, 3, 9)}
    IncidentFactory(item=broken, **reported)
    IncidentFactory(item=dropped, kind="breakage", **reported)
    IncidentFactory(item=error, cancelled=True, **reported)
    IncidentFactory(item=handed("2026-03-02"), **reported | {"at": at("2030-03-09 10:00")})
    assert counts_of(failures_of(MONTHS).total) == (4, 1)


def test_non_conformity_has_a_figure_of_its_own_by_model_and_month(handed):
    model = DeviceModelFactory()
    early, late = (
        handed("2026-03-02", state="swapped", until="2026-03-09", device__model=model)
        for _time in range(2)
    )
    handed("2026-02-02", device__model=model)
    handed("2026-03-03", condition=Condition.BROKEN, until="2026-03-09", state="returned")
    LoanItem.objects.filter(pk=early.pk).update(is_non_conforming=True)

    shares = failures_of(MONTHS)

    assert counts_of(shares.total) == (4, 3)
    assert counts_of(shares.total.of_unfit) == (4, 1)
    assert counts_of(shares.months[MARCH].of_unfit) == (3, 1)
    assert counts_of(shares.months[FEBRUARY].of_unfit) == (1, 0)
    assert [counts_of(shares.models[pk].of_unfit) for pk in shares.top_unfit] == [(3, 1)]
    assert late.device.model == model
