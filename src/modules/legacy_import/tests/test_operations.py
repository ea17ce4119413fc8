"""An earlier register is taken over completely, with its past dates, or not at all."""

from datetime import date, datetime, timedelta

import pytest
from django.utils import timezone

from core.models import Event
from core.workflow.lifecycle import Refused
from inventory.devices.lifecycle.devices import DeviceStatus, ErasureMethod, TagStatus
from inventory.intake.operations.intake import RowsRefused
from inventory.models import Device, Erasure
from loans.base.lifecycle.loans import Audience, ItemStatus, LoanKind, LoanStatus
from loans.models import Loan
from modules.legacy_import.operations.takeover import take_over
from people.base.lifecycle import OrganisationStatus
from people.models import Organisation, Recipient
from tests.factories import AccessoryKindFactory, CategoryFactory, PlaceFactory

pytestmark = pytest.mark.django_db


def noon(year, month, day):
    return timezone.make_aware(datetime(year, month, day, 12))  # noqa: DTZ001


def kinds(subject):
    return [event.kind for event in Event.objects.about(subject).order_by("pk")]


def test_a_lent_device_is_on_loan_since_its_day(line, coordinator, site):
    row = line(
        serial="sn1", code="lp-0042", received_on=date(2024, 1, 9), erased_on=date(2024, 2, 1)
    )
    [device] = take_over([row], by=coordinator, site=site, is_attested=True)

    device.refresh_from_db()
    loan = Loan.objects.get()
    assert (device.status, device.status_since) == (DeviceStatus.ON_LOAN, noon(2024, 3, 4))
    assert timezone.localdate(device.received_at) == date(2024, 1, 9)
    assert (device.site, device.place, device.seen_at) == (site, None, None)
    assert device.taken_over_at is not None
    assert (loan.status, loan.kind, loan.audience) == (
        LoanStatus.ACTIVE,
        LoanKind.LOAN,
        Audience.FAMILY,
    )
    assert (loan.starts_on, loan.due_on) == (date(2024, 3, 4), date(2025, 3, 4))
    assert loan.is_overdue(date(2025, 3, 5))
    assert loan.agreements.count() == 0
    item = loan.items.get()
    assert (item.device, item.status, item.opened_at) == (device, ItemStatus.OPEN, noon(2024, 3, 4))
    assert loan.recipient.last_name == "Kerjean"


def test_events_are_dated_today_and_contain_numbers_and_dates_only(line, coordinator, site):
    [device] = take_over([line()], by=coordinator, site=site, is_attested=True)

    loan = Loan.objects.get()
    assert kinds(device) == ["device.attested", "device.taken_over_lent"]
    assert kinds(loan) == ["loan.taken_over"]
    assert kinds(loan.recipient) == ["recipient.taken_over"]
    event = Event.objects.about(device).get(kind="device.taken_over_lent")
    assert event.data == {"loan": loan.number, "on": "2024-03-04"}
    assert event.at > timezone.now() - timedelta(minutes=1)
    assert not [e for e in Event.objects.all() if "Kerjean" in str(e.data) + e.sentence]


def test_the_erasure_is_attested_with_who_and_when(line, coordinator, site):
    row = line(
        erased_on=date(2024, 2, 1), erased_with="nwipe", erasure_method=ErasureMethod.OVERWRITE
    )
    [device] = take_over([row], by=coordinator, site=site, is_attested=True)

    erasure = Erasure.objects.get(medium__device=device)
    assert (erasure.is_attested, erasure.operator) == (True, coordinator)
    assert (erasure.ended_at, erasure.tool) == (noon(2024, 2, 1), "nwipe")
    assert erasure.medium_serial == ""


def test_only_devices_in_use_need_an_attestation(line, coordinator, site):
    for status in ("on_loan", "given", "ready"):
        row = line(status=DeviceStatus(status), erased_on=date(2024, 2, 1))
        with pytest.raises(Refused):
            take_over([row], by=coordinator, site=site)
    assert not Device.objects.exists()
    assert not Recipient.objects.exists()
    for status in ("received", "refurbishing", "retired", "lost", "stolen"):
        [device] = take_over([line(status=DeviceStatus(status))], by=coordinator, site=site)
        device.refresh_from_db()
        assert (device.status, device.needs_erasure) == (status, True)
    assert not Erasure.objects.exists()
    assert not Loan.objects.exists()


def test_devices_without_storage_need_no_attestation(line, coordinator, site):
    screen = CategoryFactory(holds_data=False)
    [device] = take_over([line(device={"category": screen})], by=coordinator, site=site)

    device.refresh_from_db()
    assert (device.status, device.needs_erasure) == (DeviceStatus.ON_LOAN, False)


def test_a_ready_device_is_on_its_shelf(line, coordinator, site):
    place = PlaceFactory(site=site)
    row = line(
        status=DeviceStatus.READY,
        device={"place": place, "known_limits": "No camera"},
        grade="B",
        erased_on=date(2024, 2, 1),
    )
    [device] = take_over([row], by=coordinator, site=site, is_attested=True)

    device.refresh_from_db()
    assert (device.status, device.place, device.grade) == (DeviceStatus.READY, place, "B")
    assert (device.known_limits, device.status_since) == ("No camera", noon(2024, 2, 1))
    assert Device.objects.lendable().get() == device


def test_a_ready_device_without_a_day_of_erasure_is_ready_since_it_came_in(line, coordinator, site):
    row = line(status=DeviceStatus.READY, grade="B", received_on=date(2024, 2, 1))
    [device] = take_over([row], by=coordinator, site=site, is_attested=True)

    device.refresh_from_db()
    assert (device.status, device.status_since) == (DeviceStatus.READY, device.received_at)
    assert timezone.localdate(device.status_since) == date(2024, 2, 1)


def test_an_imported_gift_has_no_due_date(line, coordinator, site):
    row = line(status=DeviceStatus.GIVEN)
    [device] = take_over([row], by=coordinator, site=site, is_attested=True)

    device.refresh_from_db()
    loan = Loan.objects.get()
    assert (device.status, loan.kind, loan.due_on) == (DeviceStatus.GIVEN, LoanKind.GIFT, None)
    assert kinds(device)[-1] == "device.taken_over_given"


def test_the_old_inventory_number_resolves_to_the_device(line, coordinator, site):
    [device] = take_over([line(code=" lp 0042 ")], by=coordinator, site=site, is_attested=True)

    tag = device.tags.get(status=TagStatus.FOREIGN)
    assert tag.code == "LP 0042"
    assert Device.objects.matching_code("LP 0042").get() == device
    assert device.tags.get(status=TagStatus.CURRENT).code == device.asset_tag


def test_devices_with_equal_holder_and_dates_are_one_loan(line, coordinator, site, laptop):
    charger = AccessoryKindFactory(code="charger")
    together = [line(accessories={charger: 1}), line(accessories={charger: 2})]
    others = [line(starts_on=date(2024, 3, 5)), line(agreement="conv 12"), line(person=None)]
    take_over([*together, *others], by=coordinator, site=site, is_attested=True)

    assert sorted(loan.items.exclude(device=None).count() for loan in Loan.objects.all()) == [
        1,
        1,
        1,
        2,
    ]
    item = Loan.objects.get(items__accessory=charger).items.get(accessory=charger)
    assert (item.quantity, item.status) == (3, ItemStatus.OPEN)
    assert Loan.objects.matching_code("CONV 12").get().former_agreement == "CONV 12"
    assert Loan.objects.get(recipient=None).audience == Audience.STRUCTURE
    assert Recipient.objects.count() == 1


def test_an_unknown_organisation_is_created_once(line, coordinator, site):
    new = Organisation(name="Les Genêts")
    take_over(
        [line(organisation=new), line(organisation=new)],
        by=coordinator,
        site=site,
        is_attested=True,
    )

    entered = Organisation.objects.get(name="Les Genêts")
    assert entered.status == OrganisationStatus.APPROVED
    assert Loan.objects.get().organisation == entered
    assert Recipient.objects.beginning("awa kerj").get().organisation == entered
    assert kinds(entered) == ["organisation.taken_over"]


def test_a_legacy_import_is_all_or_nothing(line, coordinator, site):
    with pytest.raises(RowsRefused) as refusal:
        take_over([line(), line(due_on=None)], by=coordinator, site=site, is_attested=True)

    assert list(refusal.value.problems) == [1]
    assert not Device.objects.exists()
    assert not Loan.objects.exists()
    assert not Event.objects.exists()
