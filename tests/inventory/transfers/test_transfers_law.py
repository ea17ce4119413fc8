"""Database constraints and guards of transfers."""

from contextlib import nullcontext

import pytest
from django.utils import timezone

from inventory.devices.lifecycle.transfers import FreightStatus, TransferStatus
from tests.cases import tried
from tests.factories import (
    DeviceFactory,
    DonationFactory,
    FreightFactory,
    PlaceFactory,
    RefurbisherFactory,
    SiteFactory,
    TransferFactory,
)
from tests.law import copy, delete, refused, write

pytestmark = pytest.mark.django_db


def test_the_statuses_are_valid():
    with refused("inventory_transfer_status_known"):
        write(TransferFactory(), status="lost")
    with refused("inventory_freight_status_known"):
        write(FreightFactory(), status="eaten")


def test_a_transfer_has_two_different_sites():
    transfer, workshop = TransferFactory(), RefurbisherFactory()
    with refused("inventory_transfer_two_sites"):
        copy(transfer, number="T00-9999", destination=transfer.origin)
    assert copy(transfer, number="A00-9999", destination=transfer.origin, refurbisher=workshop).pk


def test_a_refurbisher_is_not_deleted():
    with refused("inventory_refurbisher_kept"):
        delete(RefurbisherFactory())


def test_a_transfer_has_its_dates_of_sending_and_receipt():
    with refused("inventory_transfer_moments"):
        write(TransferFactory(), status=TransferStatus.SENT)
    with refused("inventory_transfer_moments"):
        write(TransferFactory(), sent_at=timezone.now())
    with refused("inventory_transfer_moments"):
        write(TransferFactory(sent=True), status=TransferStatus.RECEIVED)


def test_the_sites_of_a_transfer_are_frozen_and_it_is_not_deleted():
    transfer = TransferFactory()
    with refused("inventory_transfer_frozen"):
        write(transfer, destination=SiteFactory())
    with refused("inventory_transfer_frozen"):
        write(transfer, refurbisher=RefurbisherFactory())
    with refused("inventory_transfer_kept"):
        delete(transfer)


def test_a_device_is_on_one_list_at_a_time():
    freight = FreightFactory()
    with refused("inventory_freight_once"):
        copy(freight, transfer=TransferFactory())
    with refused("inventory_freight_of_transfer"):
        copy(freight, status=FreightStatus.ARRIVED)
    assert copy(freight, status=FreightStatus.TAKEN_OUT).pk


def test_transfer_lines_are_frozen():
    freight = FreightFactory()
    with refused("inventory_freight_frozen"):
        write(freight, device=DeviceFactory())
    with refused("inventory_freight_kept"):
        delete(freight)


def test_lent_or_retired_devices_are_not_in_transit():
    for state in ("reserved", "on_loan", "lost", "retired", "given"):
        with tried(state):
            freight = FreightFactory(sent=True)
            other = DeviceFactory(**{state: True})
            with refused("inventory_device_travels_with"):
                write(other, transfer=freight.transfer)
            row = FreightFactory(device=other, transfer=TransferFactory(sent=True))
            write(row, status=FreightStatus.SENT)
            with refused("inventory_device_in_transit"):
                write(other, transfer=row.transfer)


def test_devices_in_transit_have_no_place():
    freight = FreightFactory(sent=True)
    with refused("inventory_device_in_transit"):
        write(freight.device, place=PlaceFactory(site=freight.device.site))


def test_a_device_in_transit_does_not_change_status():
    for status in ("refurbishing", "lost", "retired"):
        with tried(status):
            device = FreightFactory(sent=True).device
            with refused("inventory_device_still_in_transit"):
                write(device, status=status)
            with refused("inventory_device_still_in_transit"):
                write(device, site=SiteFactory())


def test_transfer_lines_agree_with_their_devices():
    freight = FreightFactory(sent=True)
    with refused("inventory_freight_travels"):
        write(freight, status=FreightStatus.ARRIVED)
    with refused("inventory_device_travels_with"):
        copy(freight.device, asset_tag="RB99", serial=None)
    with refused("inventory_device_travels_with"):
        write(FreightFactory().device, transfer=freight.transfer)


def test_data_goes_to_a_workshop_only_if_the_donor_agreed():
    workshop = RefurbisherFactory(name="Ateliers Belvoir")
    outing = TransferFactory(sent=True, refurbisher=workshop)
    for name, is_refused in [("", True), ("Another", True), ("Ateliers Belvoir", False)]:
        with tried(name):
            lot = DonationFactory(received=True, outside_eraser=name)
            device = DeviceFactory(category__holds_data=True, site=outing.origin, donation=lot)
            write(FreightFactory(device=device, transfer=outing), status=FreightStatus.SENT)
            with refused("inventory_device_erased_where_agreed") if is_refused else nullcontext():
                write(device, transfer=outing)
