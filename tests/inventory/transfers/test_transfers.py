"""Transfers between sites: loaded, sent, received, and decisions on missing devices."""

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from core.models import Event
from core.workflow.lifecycle import Refused
from core.workflow.undo import undo
from inventory.devices import operations as device_operations
from inventory.devices.operations import move_to_place
from inventory.exits.operations import retire
from inventory.intake.operations import intake as intake_operations
from inventory.models import Device, Transfer
from inventory.transfers import operations as transfer_operations
from inventory.workshop.operations.bench import refurbish
from loans.allocation.operations.reservations import reserve
from tests.cases import tried
from tests.factories import (
    DeviceFactory,
    LoanFactory,
    PlaceFactory,
    SiteFactory,
    TransferFactory,
    UserFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


@pytest.fixture
def away(db):
    return SiteFactory(name="Away")


@pytest.fixture
def sender(site):
    return UserFactory(volunteer=True, sites=[site])


@pytest.fixture
def receiver(away):
    return UserFactory(volunteer=True, sites=[away])


@pytest.fixture
def transfer(site, away):
    return TransferFactory(origin=site, destination=away, number="T26-0001")


@pytest.fixture
def devices(site):
    return DeviceFactory.create_batch(3, site=site, place=PlaceFactory(site=site))


@pytest.fixture
def sent(transfer, devices, sender):
    for device in devices:
        transfer_operations.load(transfer, by=sender, device=device)
    return transfer_operations.send(transfer, by=sender, carrier="Ateliers Belvoir")


def state(device):
    device.refresh_from_db()
    return device.status, device.site, device.transfer, device.place


def kinds(row):
    return [event.kind for event in Event.objects.about(row)]


def statuses(transfer):
    return dict(transfer.freight.values_list("device__asset_tag", "status"))


# --- Prepare and send -----------------------------------------------------------------------------
def test_a_transfer_is_numbered_in_order(sender, site, away):
    with time_machine.travel("2026-03-01T10:00Z", tick=False):
        made = [
            transfer_operations.prepare_transfer(Transfer(origin=site, destination=away), by=sender)
            for _ in range(2)
        ]
    assert [str(transfer) for transfer in made] == ["T26-0001", "T26-0002"]


def test_a_transfer_goes_from_ones_own_site_to_another(sender, site, away):
    with pytest.raises(Refused, match="work at this site can do this: Away"):
        transfer_operations.prepare_transfer(Transfer(origin=away, destination=site), by=sender)
    with pytest.raises(ValidationError, match="from one site to another"):
        transfer_operations.prepare_transfer(Transfer(origin=site, destination=site), by=sender)
    assert not Transfer.objects.exists()


def test_loaded_devices_keep_their_place_until_sent(transfer, devices, sender, site):
    freight = transfer_operations.load(transfer, by=sender, device=devices[0])
    assert freight.status == "listed"
    assert state(devices[0])[1:3] == (site, None)
    assert transfer_operations.load(transfer, by=sender, device=devices[0]) is None
    transfer_operations.unload(freight, by=sender)
    assert transfer_operations.load(transfer, by=sender, device=devices[0]).status == "listed"
    assert kinds(transfer) == ["transfer.added", "transfer.removed", "transfer.added"]


def test_a_sent_device_is_in_transit_without_a_place(sent, devices, site):
    for device in devices:
        assert state(device) == ("received", site, sent, None)
        assert kinds(device)[0] == "device.sent"
    assert (sent.status, sent.carrier) == ("sent", "Ateliers Belvoir")
    assert set(statuses(sent).values()) == {"sent"}


def test_a_transfer_sent_by_mistake_is_prepared_again(
    sent, devices, sender, receiver, site, sign_in
):
    """Each device lies where it lay, and may be sent again."""
    place, event = devices[0].place, Event.objects.about(sent).first()
    offer = reverse("act_undo", args=[event.pk])
    for user in (receiver, sender):  # on the page of the transfer, for the user who sent it
        page = sign_in(user).get(reverse("transfer_detail", args=[sent.pk]))
        assert (offer in page.content.decode()) == (user == sender)
    undo(event, by=sender)
    sent.refresh_from_db()
    assert (sent.status, sent.sent_at) == ("prepared", None)
    assert [state(device) for device in devices] == [("received", site, None, place)] * 3
    assert kinds(devices[1])[0] == "device.stayed"
    assert set(statuses(sent).values()) == {"listed"}
    assert transfer_operations.send(sent, by=sender).status == "sent"


def test_a_transfer_stays_sent_once_something_happened_to_it(sent, devices, sender, receiver):
    sending = Event.objects.about(sent).first()
    with transaction.atomic():
        Device.objects.filter(pk=devices[0].pk).update(transfer=None)
        with pytest.raises(Refused, match="has changed since"):
            undo(sending, by=sender)
        transaction.set_rollback(True)
    transfer_operations.arrive(sent, by=receiver, device=devices[0])
    with pytest.raises(Refused, match="has changed since"):
        undo(sending, by=sender)


def test_devices_of_other_sites_are_not_loaded(transfer, sender, site):
    for wrong in ("reserved", "on_loan", "lost", "retired"):
        with tried(wrong):
            device = DeviceFactory(site=site, **{wrong: True})
            with pytest.raises(Refused, match=str(device)):
                transfer_operations.load(transfer, by=sender, device=device)


def test_a_device_of_another_site_is_not_loaded(transfer, sender, away):
    device = DeviceFactory(site=away)
    with pytest.raises(Refused, match="is at Away, not at"):
        transfer_operations.load(transfer, by=sender, device=device)


def test_a_device_is_in_one_transfer(transfer, devices, sender, site, away):
    other = TransferFactory(origin=site, destination=away)
    transfer_operations.load(transfer, by=sender, device=devices[0])
    with pytest.raises(Refused, match="This device is already on the list of a transfer"):
        transfer_operations.load(other, by=sender, device=devices[0])


def test_devices_that_can_no_longer_leave_are_named(transfer, devices, sender, technician):
    for device in devices:
        transfer_operations.load(transfer, by=sender, device=device)
    retire(devices[1], by=technician, reason="parts")
    with pytest.raises(Refused, match=f"{devices[1]} is “retired”"):
        transfer_operations.send(transfer, by=sender)
    transfer.refresh_from_db()
    assert transfer.status == "prepared"


def test_an_empty_transfer_does_not_leave(transfer, sender):
    with pytest.raises(Refused, match="at least one"):
        transfer_operations.send(transfer, by=sender)
    transfer_operations.cancel_transfer(transfer, by=sender)
    assert transfer.status == "cancelled"


def test_sending_and_receiving_need_the_respective_site(transfer, sent, devices, sender, receiver):
    with pytest.raises(Refused, match="work at this site can do this: Away"):
        transfer_operations.arrive(transfer, by=sender, device=devices[0])
    with pytest.raises(Refused, match="this is no longer possible"):
        transfer_operations.load(transfer, by=receiver, device=devices[0])


# --- In transit -----------------------------------------------------------------------------------
def test_devices_in_transit_are_locked(sent, devices, technician, coordinator, site):
    device = devices[0]
    device.refresh_from_db()
    acts = [
        lambda: move_to_place(device, by=technician, place=PlaceFactory(site=site)),
        lambda: refurbish(device, by=technician),
        lambda: retire(device, by=technician, reason="parts"),
        lambda: device_operations.quarantine(device, by=technician),
        lambda: device_operations.declare_lost(device, by=coordinator),
        lambda: intake_operations.confirm_presence(device, by=technician),
    ]
    for act in acts:
        with pytest.raises(Refused, match=f"{device} is on its way, with T26-0001"):
            act()
    assert state(device) == ("received", site, sent, None)


def test_devices_in_transit_are_not_lent(transfer, sender, counter, site):
    device = DeviceFactory(ready=True, site=site)
    transfer_operations.load(transfer, by=sender, device=device)
    transfer_operations.send(transfer, by=sender)
    assert device not in Device.objects.lendable()
    assert device not in Device.objects.lying_here()
    with pytest.raises(Refused, match="is on its way, with T26-0001"):
        reserve(LoanFactory(site=site), by=counter, devices=[device])
    assert state(device)[0] == "ready"


# --- Receive --------------------------------------------------------------------------------------
def test_received_devices_belong_to_the_destination(sent, devices, receiver, away):
    with time_machine.travel("2027-03-01T10:00Z", tick=False):
        freight = transfer_operations.arrive(sent, by=receiver, device=devices[0])
        devices[0].refresh_from_db()
        assert devices[0].seen_at == timezone.now()
    assert freight.status == "arrived"
    assert state(devices[0]) == ("received", away, None, None)
    assert transfer_operations.arrive(sent, by=receiver, device=devices[0]) is None
    assert kinds(devices[0])[0] == "device.arrived"


def test_a_transfer_is_received_once_all_devices_arrived(sent, devices, receiver):
    for device in devices[:2]:
        transfer_operations.arrive(sent, by=receiver, device=device)
    with pytest.raises(Refused, match="1 device is missing"):
        transfer_operations.close_transfer(sent, by=receiver)
    transfer_operations.arrive(sent, by=receiver, device=devices[2])
    transfer_operations.close_transfer(sent, by=receiver)
    assert sent.status == "received"
    assert Event.objects.about(sent).first().data == {"count": 3}


def test_unlisted_devices_are_received_and_reported(sent, receiver, site, away):
    extra = DeviceFactory(site=site, place=PlaceFactory(site=site))
    freight = transfer_operations.arrive(sent, by=receiver, device=extra)
    assert freight.status == "extra"
    assert state(extra) == ("received", away, None, None)
    transfer_operations.not_arrive(freight, by=receiver)
    assert state(extra)[1] == site
    assert statuses(sent)[str(extra)] == "taken_out"


def test_a_device_on_another_transfer_is_moved_from_it(sent, sender, receiver, site, away):
    other = TransferFactory(origin=site, destination=away)
    device = DeviceFactory(site=site)
    transfer_operations.load(other, by=sender, device=device)
    transfer_operations.arrive(sent, by=receiver, device=device)
    assert statuses(other) == {str(device): "taken_out"}


@pytest.mark.parametrize("wrong", ["here", "lent", "with another"])
def test_devices_that_cannot_be_in_transit_are_refused(sent, receiver, sender, site, away, wrong):
    if wrong == "with another":
        other = TransferFactory(origin=site, destination=away)
        device = DeviceFactory(site=site)
        transfer_operations.load(other, by=sender, device=device)
        transfer_operations.send(other, by=sender)
    else:
        device = DeviceFactory(**{"here": {"site": away}, "lent": {"on_loan": True}}[wrong])
    words = {
        "here": "is already at this site: Away",
        "lent": "record its return",
        "with another": "with T00",
    }
    with pytest.raises(Refused, match=words[wrong]):
        transfer_operations.arrive(sent, by=receiver, device=device)


def test_an_arrival_scanned_by_mistake_is_undone(sent, devices, receiver, site):
    freight = transfer_operations.arrive(sent, by=receiver, device=devices[0])
    transfer_operations.not_arrive(freight, by=receiver)
    assert state(devices[0]) == ("received", site, sent, None)
    assert freight.status == "sent"


def test_an_arrival_is_not_undone_after_a_later_change_of_status(sent, devices, receiver):
    freight = transfer_operations.arrive(sent, by=receiver, device=devices[0])
    Device.objects.filter(pk=devices[0].pk).transition_to(Device.Status.STOLEN)
    with pytest.raises(Refused):
        transfer_operations.not_arrive(freight, by=receiver)
    assert freight.status == "arrived"


# --- Differences ----------------------------------------------------------------------------------
def test_a_coordinator_resolves_missing_devices(sent, devices, receiver, coordinator):
    here, lost, stayed = devices
    transfer_operations.arrive(sent, by=receiver, device=here)
    rows = {freight.device_id: freight for freight in sent.freight.select_related("device")}
    transfer_operations.settle_transfer(sent, by=coordinator, lost=[rows[lost.pk]])
    assert sent.status == "sent"
    transfer_operations.settle_transfer(sent, by=coordinator, stayed=[rows[stayed.pk]])
    assert sent.status == "received"
    assert state(lost)[0::2] == ("lost", None)
    assert state(stayed) == ("received", sent.origin, None, None)
    assert (kinds(lost)[0], kinds(stayed)[0]) == ("device.lost", "device.stayed")
    assert statuses(sent) == {str(here): "arrived", str(lost): "lost", str(stayed): "stayed"}


def test_transfer_visibility_by_site(transfer, sender, receiver, coordinator, association):
    stranger = UserFactory(counter=True, sites=[SiteFactory()])
    seen = [
        transfer in Transfer.objects.visible_to(user)
        for user in (sender, receiver, coordinator, stranger, association)
    ]
    assert seen == [True, True, True, False, False]


def test_an_arrival_is_not_undone_after_shelving(coordinator, site):
    there, device = SiteFactory(), DeviceFactory(site=site)
    transfer = Transfer(origin=site, destination=there)
    transfer_operations.prepare_transfer(transfer, by=coordinator)
    transfer_operations.load(transfer, by=coordinator, device=device)
    transfer_operations.send(transfer, by=coordinator)
    freight = transfer_operations.arrive(transfer, by=coordinator, device=device)
    place = PlaceFactory(site=there)
    device_operations.move_to_place(device, by=coordinator, place=place)
    with pytest.raises(Refused):
        transfer_operations.not_arrive(freight, by=coordinator)
    device.refresh_from_db()
    assert (device.place, device.transfer) == (place, None)
