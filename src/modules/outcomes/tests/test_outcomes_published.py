"""Published numbers stay unchanged until the month is over, so that no single event shows."""

from datetime import UTC, date, datetime

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from desk.models import FigureRules
from donations.models import Donor
from inventory.devices.lifecycle.devices import DeviceStatus
from loans.base.lifecycle.loans import ItemStatus
from loans.models import LoanItem
from modules.outcomes.models import hash_of
from modules.outcomes.outcome_totals import last_whole_month, outcome_of, published_outcome_of
from modules.outcomes.tests.factories import OutcomeLinkFactory
from tests.factories import (
    DeviceFactory,
    DonationFactory,
    ErasureFactory,
    FigureRulesFactory,
    LoanFactory,
    LoanItemFactory,
    RecipientFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.engine]
OCTOBER, NOVEMBER, DECEMBER = (datetime(2026, month, 10, 9, tzinfo=UTC) for month in (10, 11, 12))


def handed_over(people, device):
    family = RecipientFactory(household_size=people, organisation__approved=True)
    loan = LoanFactory(active=True, recipient=family, organisation=family.organisation)
    return LoanItemFactory(device=device, loan=loan, open=True)


def published(donor):
    """The published outcome of this donor, and the public key figures."""
    cache.clear()
    pages = Client().get(reverse("outcome", args=["once"])), Client().get(reverse("key_figures"))
    assert published_outcome_of(donor) == pages[0].context["outcome"]
    return pages[0].context["outcome"], pages[1].context["numbers"], pages


@pytest.fixture
def donor():
    """A donor of a lot received in October, with a link; a family of seven has one device."""
    with time_machine.travel(OCTOBER):
        FigureRulesFactory(public=True)
        FigureRules.clear_cache()
        lot = DonationFactory(received=True)
        handed_over(7, DeviceFactory(ready=True, donation=lot))
        OutcomeLinkFactory(donor=lot.donor, token_hash=hash_of("once"), expires_on="2027-01-31")
    return Donor.objects.get(pk=lot.donor_id)


def test_published_numbers_do_not_change_within_a_month(donor):
    lot = donor.donations.get()
    with time_machine.travel(NOVEMBER):
        back = LoanItem.objects.get()
        ready = DeviceFactory(ready=True, donation=lot)
        two = [DeviceFactory(refurbishing=True, donation=lot) for _ in range(2)]
        *before, pages = published(donor)
        assert all("31 octobre 2026" in page.content.decode() for page in pages)
        assert before[0].people == "7"
        live = outcome_of(donor)

        handed_over(3, ready)
        back.device.transition_to(DeviceStatus.LOST)
        back.transition_to(ItemStatus.LOST, ended_at=NOVEMBER)
        two[0].transition_to(DeviceStatus.RETIRED, retire_reason="recycled")
        ErasureFactory(medium=two[1].media.get())
        assert [*published(donor)[:2]] == before
        assert outcome_of(donor) != live
        assert outcome_of(donor).people == "10"
    with time_machine.travel(DECEMBER):
        after = published(donor)[0]
        assert (after.people, dict(_numbers(after))["missing"]) == ("10", 1)


def _numbers(outcome):
    return [(fate, number) for fate, _words, number in outcome.fates]


def test_the_published_month_is_the_last_complete_one():
    days = {"2026-11-01": "2026-10-31", "2026-10-31": "2026-09-30", "2027-01-01": "2026-12-31"}
    for today, last in days.items():
        assert last_whole_month(date.fromisoformat(today)) == date.fromisoformat(last)
