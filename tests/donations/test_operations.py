"""Donors and lots, from promise to closed."""

import re
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from core.models import Event
from core.workflow.lifecycle import Refused
from donations.lifecycle import DonationStatus
from donations.models import Donation, DonationLine, Donor
from donations.operations import lots as lot_operations
from tests.cases import tried
from tests.factories import CategoryFactory, DonationFactory, DonationLineFactory, DonorFactory
from tests.operations import OPERATIONS

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


def story(subject):
    return [event.kind for event in Event.objects.about(subject)]


def test_a_donor_is_entered_then_corrected(coordinator):
    donor = lot_operations.save_donor(Donor(name="Orange"), by=coordinator)
    donor.name = "Orange SA"
    lot_operations.save_donor(donor, by=coordinator)

    donor.refresh_from_db()
    assert donor.name == "Orange SA"
    assert story(donor) == ["donor.changed", "donor.entered"]


def test_a_duplicate_donor_name_is_refused(coordinator):
    DonorFactory(name="Orange")

    with pytest.raises(ValidationError, match="There is already a donor with this name"):
        lot_operations.save_donor(Donor(name="Orange"), by=coordinator)
    assert Donor.objects.count() == 1


def test_a_wrong_siren_is_refused(coordinator):
    with pytest.raises(ValidationError, match="This SIREN is not valid"):
        lot_operations.save_donor(Donor(name="Orange", siren="123456789"), by=coordinator)


def test_a_lot_is_promised_under_a_new_reference(coordinator, site):
    laptop, phone = CategoryFactory.create_batch(2)
    lines = [
        DonationLine(category=laptop, announced=150),
        DonationLine(category=phone, announced=20),
    ]
    donation = Donation(donor=DonorFactory(), site=site)

    lot_operations.promise(donation, by=coordinator, lines=lines)

    assert re.fullmatch(r"D\d\d-0001", donation.reference)
    assert donation.status == DonationStatus.PROMISED
    assert dict(donation.lines.values_list("category", "announced")) == {
        laptop.pk: 150,
        phone.pk: 20,
    }
    assert story(donation) == ["donation.promised"]


def test_references_follow_one_another(coordinator, site):
    first, second = (
        lot_operations.promise(Donation(donor=DonorFactory(), site=site), by=coordinator)
        for _ in range(2)
    )

    assert int(second.reference[-4:]) == int(first.reference[-4:]) + 1


def test_a_refused_lot_writes_nothing(coordinator, site):
    donation = Donation(donor=DonorFactory(), site=site)
    lines = [DonationLine(category=CategoryFactory(), announced=-3)]

    with pytest.raises(ValidationError):
        lot_operations.promise(donation, by=coordinator, lines=lines)
    assert Donation.objects.count() == 0
    assert Event.objects.count() == 0


def test_changing_lines_keeps_counted_quantities(coordinator):
    donation = DonationFactory(received=True)
    counted = DonationLineFactory(donation=donation, announced=5, counted=4)
    DonationLineFactory(donation=donation, announced=7)
    new = DonationLine(category=CategoryFactory(), announced=2)

    lot_operations.change(donation, by=coordinator, lines=[new])

    assert dict(donation.lines.values_list("category", "announced")) == {
        counted.category_id: 0,
        new.category_id: 2,
    }
    assert donation.lines.get(category=counted.category).counted == 4


def test_lines_stay_when_none_are_given(coordinator):
    line = DonationLineFactory()

    lot_operations.change(line.donation, by=coordinator)

    assert list(line.donation.lines.all()) == [line]


def test_a_correction_does_not_change_the_status(coordinator, volunteer):
    donation = DonationFactory(promised=True)
    as_it_was_opened = Donation.objects.get(pk=donation.pk)
    lot_operations.receive(donation, by=volunteer)

    as_it_was_opened.note = "Two pallets."
    lot_operations.change(as_it_was_opened, by=coordinator)

    donation.refresh_from_db()
    assert (donation.status, donation.note) == (DonationStatus.RECEIVED, "Two pallets.")
    assert donation.received_on == timezone.localdate()


STEPS = {
    "promised": ["schedule", "receive", "cancel"],
    "scheduled": ["schedule", "receive", "cancel", "restore"],
    "received": ["close"],
    "closed": ["reopen"],
    "cancelled": ["restore"],
}
ENDS = {
    "schedule": ("scheduled", "donation.scheduled"),
    "receive": ("received", "donation.received"),
    "close": ("closed", "donation.closed"),
    "reopen": ("received", "donation.reopened"),
    "cancel": ("cancelled", "donation.cancelled"),
    "restore": ("promised", "donation.restored"),
}


def step(donation, act, by):
    more = {"collect_on": date(2026, 12, 24)} if act == "schedule" else {}
    OPERATIONS["donations"][act](donation, by=by, **more)


def test_a_lot_follows_its_transitions(coordinator):
    for state, act in [(s, act) for s in STEPS for act in STEPS[s]]:
        with tried(state, act):
            donation = DonationFactory(**{state: True})
            step(donation, act, coordinator)
            donation.refresh_from_db()
            status, kind = ENDS[act]
            if state == act + "d":  # moved to another day
                kind = "donation.rescheduled"
            assert (donation.status, story(donation)) == (status, [kind])


def test_a_lot_takes_no_other_transition(coordinator):
    for state, act in [(s, a) for s in STEPS for a in ENDS if a not in STEPS[s]]:
        with tried(state, act):
            donation = DonationFactory(**{state: True})
            with pytest.raises(Refused, match=f"{donation} is "):
                step(donation, act, coordinator)
            donation.refresh_from_db()
            assert (donation.status, story(donation)) == (state, [])


def test_a_planned_collection_has_its_day(coordinator):
    donation = DonationFactory(promised=True)

    lot_operations.schedule(donation, by=coordinator, collect_on=date(2026, 12, 24))

    assert donation.collect_on == date(2026, 12, 24)
    assert Event.objects.about(donation).get().data == {"on": "2026-12-24"}
