"""A register imported in error leaves no device, loan or name behind."""

import pytest
from django.utils import translation

from core.models import Event
from core.workflow.lifecycle import Refused
from inventory.devices import operations as inventory
from inventory.devices.lifecycle.devices import DeviceStatus
from inventory.models import Device, Place
from loans.aftercare.operations import incidents as incident_operations
from loans.aftercare.operations import loan_changes as loan_change_operations
from loans.allocation.operations import preparation as preparation_operations
from loans.allocation.operations import reservations as reservations_operations
from loans.base.lifecycle.loans import ItemStatus, LoanStatus
from loans.models import Loan, LoanItem
from modules.legacy_import.operations.takeover import take_over
from modules.legacy_import.operations.undo import undo_takeover
from people.models import Organisation, Recipient
from people.recipients.operations import save_recipient
from tests.factories import (
    AccessoryKindFactory,
    DeviceFactory,
    LoanFactory,
    RecipientFactory,
    RequestFactory,
)
from tests.visits import undone

pytestmark = pytest.mark.django_db


@pytest.fixture
def enter(line, coordinator, site):
    def write(*lines):
        lines = list(lines) or [line()]
        return take_over(lines, by=coordinator, site=site, is_attested=True)

    return write


STATUSES = ["on_loan", "given", "ready", "received", "refurbishing", "retired", "lost", "stolen"]


def test_undo_withdraws_devices_of_any_status(enter, line, coordinator):
    bag = AccessoryKindFactory()
    devices = enter(*(line(status=DeviceStatus(s), accessories={bag: 1}) for s in STATUSES))
    assert {device.status for device in Device.objects.all()} == set(STATUSES)
    undo_takeover(devices, by=coordinator)
    assert set(Device.objects.values_list("status", flat=True)) == {DeviceStatus.WITHDRAWN}
    assert not Loan.objects.exclude(status=LoanStatus.CANCELLED).exists()
    assert not LoanItem.objects.exclude(status=ItemStatus.CANCELLED).exists()
    for device in devices:
        assert Event.objects.about(device).first().kind == "device.taken_back"


def test_undo_anonymises_people_created_by_the_import(enter, coordinator):
    undo_takeover(enter(), by=coordinator)

    person = Recipient.objects.get()
    assert person.anonymised_at is not None
    assert (person.first_name, person.last_name, person.reference) == ("", "", "")
    assert Event.objects.about(person).first().kind == "recipient.anonymised"


def test_undo_keeps_people_used_since(enter, coordinator):
    devices = enter()

    def corrected(person):
        person.phone = "0639981234"
        save_recipient(person, by=coordinator)

    def requested_for(person):
        RequestFactory(recipient=person, organisation=person.organisation)

    def lent_to(person):
        LoanFactory(recipient=person, organisation=person.organisation)

    for since in (corrected, requested_for, lent_to):
        with undone():
            since(Recipient.objects.get())
            undo_takeover(devices, by=coordinator)
            assert Recipient.objects.get().last_name == "Kerjean", since


def test_undo_keeps_existing_people_and_organisations(enter, line, coordinator, organisation):
    person = RecipientFactory(
        organisation=organisation, first_name="Awa", last_name="Kerjean", reference=""
    )
    save_recipient(person, by=coordinator)
    devices = enter(line(), line(organisation=Organisation(name="Les Genêts"), person=None))
    undo_takeover(devices, by=coordinator)

    assert Recipient.objects.get().last_name == "Kerjean"
    assert Organisation.objects.filter(name="Les Genêts").exists()


def test_corrections_do_not_prevent_undo(enter, coordinator):
    devices = enter()
    inventory.correct(Device.objects.get(), by=coordinator)
    undo_takeover(devices, by=coordinator)

    assert Device.objects.get().status == DeviceStatus.WITHDRAWN


def test_an_update_that_was_undone_does_not_prevent_undo(enter, line, coordinator):
    devices = enter(line(serial="SN1"))
    [device] = devices
    by_a_list = {"by": coordinator, "import": 1, "count": 1, "fields": ["ram_gb"]}
    Event.objects.record("device.specified", device, **by_a_list)
    with pytest.raises(Refused):
        undo_takeover(devices, by=coordinator)
    Event.objects.record("device.specified_back", device, **by_a_list)
    undo_takeover(devices, by=coordinator)

    assert Device.objects.get().status == DeviceStatus.WITHDRAWN


def test_undo_frees_places_although_other_devices_lie_nowhere(enter, line, coordinator, site):
    DeviceFactory(site=site, place=None)
    place = Place(site=site, name="Shelf 3", code="S3")
    undo_takeover(enter(line(status=DeviceStatus.READY, device={"place": place})), by=coordinator)
    assert not Place.objects.filter(is_active=True).exists()


def test_the_history_of_a_device_says_which_undo_withdrew_it(enter, coordinator):
    [device] = enter()
    undo_takeover([device], by=coordinator)
    told = {}
    for language in ("en", "fr"):
        with translation.override(language):
            of_device, of_loan = map(Event.objects.about, (device, Loan.objects.get()))
            told[language] = {e.kind: str(e.sentence) for e in (*of_device, *of_loan)}
    assert told["en"]["device.taken_back"] == ("Withdrawn from the register: its import was undone")
    assert told["fr"]["device.taken_back"] == "Retiré du registre\u00a0: son import a été annulé"
    assert told["en"]["loan.taken_back"] == "Cancelled: its import was undone"
    assert told["fr"]["loan.taken_back"] == "Annulé\u00a0: son import a été annulé"


def test_undo_is_refused_after_later_changes(enter, coordinator):
    devices = enter()

    def lost(loan):
        incident_operations.declare_item_lost(loan.items.get(), by=coordinator)

    def kept_by_person(loan):
        loan_change_operations.keep(loan, by=coordinator)

    for act in (lost, kept_by_person):
        with undone():
            act(Loan.objects.get())
            with pytest.raises(Refused):
                undo_takeover(devices, by=coordinator)
            assert Recipient.objects.get().last_name == "Kerjean", act
            assert not Device.objects.filter(status=DeviceStatus.WITHDRAWN).exists()


def test_undo_is_refused_after_a_new_loan(enter, line, coordinator, counter, site):
    devices = enter(line(status=DeviceStatus.READY))
    other = preparation_operations.prepare(
        by=counter, organisation=LoanFactory().organisation, site=site
    )
    reservations_operations.reserve(other, by=counter, devices=devices)
    with pytest.raises(Refused):
        undo_takeover(devices, by=coordinator)

    assert Device.objects.get(pk=devices[0].pk).status == DeviceStatus.RESERVED


def test_importing_again_after_undo_creates_one_device(enter, line, coordinator):
    undo_takeover(enter(line(serial="SN1", code="LP-1")), by=coordinator)
    [device] = enter(line(serial="SN1", code="LP-1"))

    assert Device.objects.living().get() == device
    assert Recipient.objects.not_anonymised().count() == 1
