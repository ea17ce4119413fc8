"""Database constraints and guards of exit batches."""

from datetime import timedelta

import pytest
from django.utils import timezone

from inventory.devices.lifecycle.exits import ExitLineStatus, ExitStatus
from inventory.models import Device
from tests.cases import tried
from tests.factories import (
    CategoryFactory,
    DeviceFactory,
    DocumentFactory,
    DonationFactory,
    DonorFactory,
    EventFactory,
    ExitBatchFactory,
    ExitLineFactory,
    ExitWeightFactory,
    PlaceFactory,
    SiteFactory,
)
from tests.law import copy, delete, refused, run, write

pytestmark = pytest.mark.django_db


@pytest.fixture
def gone(db):
    return ExitLineFactory(sent=True).device


def listed(**facts):
    """Create a line that is sent, although its device has not left yet, without operations."""
    line = ExitLineFactory(**facts)
    write(line, status=ExitLineStatus.SENT)
    return line


def send_with(device, batch):
    return write(device, left_with=batch, place=None)


def test_a_waste_code_is_in_the_list():
    with refused("inventory_exitbatch_waste_code"):
        write(ExitBatchFactory(), waste_code="20 01 01")


def test_the_statuses_are_valid():
    with refused("inventory_exitbatch_status_known"):
        write(ExitBatchFactory(), status="burnt")
    with refused("inventory_exitline_status_known"):
        write(ExitLineFactory(), status="eaten")


def test_a_batch_goes_to_a_scheme_or_to_a_donor():
    batch = ExitBatchFactory()
    for wrong in ({"organism": ""}, {"purpose": "return"}, {"donor": DonorFactory()}):
        with refused("inventory_exitbatch_receiver"):
            copy(batch, number="S00-9999", **wrong)


def test_a_batch_has_its_dates_of_sending_and_certification():
    today = timezone.localdate()
    with refused("inventory_exitbatch_moments"):
        write(ExitBatchFactory(), sent_on=today)
    with refused("inventory_exitbatch_moments"):
        write(ExitBatchFactory(sent=True), status=ExitStatus.CERTIFIED)
    with refused("inventory_exitbatch_moments"):
        write(ExitBatchFactory(sent=True), certificate=DocumentFactory(), certified_on=today)


def test_a_sent_exit_batch_is_frozen():
    batch = ExitBatchFactory(sent=True)
    with refused("inventory_exitbatch_frozen"):
        write(batch, site=SiteFactory())
    with refused("inventory_exitbatch_gone"):
        write(batch, organism="another")
    with refused("inventory_exitbatch_no_way_back"):
        write(batch, status=ExitStatus.OPEN)
    assert write(batch, slip_number="BSDD-1")
    certified = ExitBatchFactory(certified=True)
    for change in ({"slip_number": "BSDD-2"}, {"certificate": DocumentFactory()}):
        with refused("inventory_exitbatch_certified"):
            write(certified, **change)
    with refused("inventory_exitbatch_kept"):
        delete(batch)


def test_a_batch_starts_open_and_is_sent_with_all_its_devices():
    with refused("inventory_exitbatch_leaves_whole"):
        copy(ExitBatchFactory(sent=True), number="S00-9999")
    left = {"status": ExitStatus.SENT, "sent_on": timezone.localdate()}
    for batch in (ExitBatchFactory(), ExitLineFactory().batch, listed().batch):
        with refused("inventory_exitbatch_leaves_whole"):
            write(batch, **left)
    with refused("inventory_exitbatch_leaves_whole"):
        write(ExitLineFactory().batch, status=ExitStatus.CANCELLED)
    assert write(ExitWeightFactory().batch, **left)


def test_no_device_is_added_to_a_sent_batch():
    line = ExitLineFactory(sent=True)
    other = DeviceFactory(retired=True, erased=True)
    with refused("inventory_exitline_while_open"):
        copy(line, device=other, status=ExitLineStatus.LISTED)
    with refused("inventory_exitline_while_open"):
        write(line, status=ExitLineStatus.TAKEN_OUT)
    with refused("inventory_exitline_kept"):
        delete(line)


def test_a_device_is_in_one_batch_at_a_time():
    line = ExitLineFactory()
    with refused("inventory_exitline_once"):
        copy(line, batch=ExitBatchFactory())
    with refused("inventory_exitline_frozen"):
        write(line, batch=ExitBatchFactory())
    assert copy(line, batch=ExitBatchFactory(), status=ExitLineStatus.TAKEN_OUT).pk


def test_only_retired_devices_leave():
    line = listed(device=DeviceFactory(received=True, erased=True))
    with refused("inventory_device_left_retired"):
        send_with(line.device, line.batch)


def test_a_device_leaves_with_its_batch():
    line = ExitLineFactory()
    with refused("inventory_device_leaves_with"):
        send_with(line.device, line.batch)
    with refused("inventory_device_leaves_with"):
        send_with(listed().device, ExitBatchFactory(sent=True))
    with refused("inventory_device_leaves_with"):
        copy(line.device, asset_tag="RB99", serial=None, needs_erasure=True, left_with=line.batch)


def test_no_device_leaves_with_data_on_it():
    line = listed(device=DeviceFactory(retired=True))
    with refused("inventory_device_leaves_clean"):
        send_with(line.device, line.batch)
    unknown = DeviceFactory(retired=True, category=CategoryFactory(holds_data=False))
    write(unknown, category=CategoryFactory(holding_data=True), needs_erasure=True)
    line_of_unknown = listed(device=unknown)
    with refused("inventory_device_leaves_clean"):
        send_with(unknown, line_of_unknown.batch)
    write(line.device.media.get(), status="removed")
    assert send_with(line.device, line.batch)


def test_a_proof_of_an_earlier_stay_does_not_allow_leaving():
    device = DeviceFactory(retired=True, erased=True)
    write(device, received_at=timezone.now(), needs_erasure=True)
    line = listed(device=device)
    with refused("inventory_device_leaves_clean"):
        send_with(device, line.batch)


def test_unerased_devices_return_only_to_a_donor_who_alone_had_them():
    donation = DonationFactory(received=True)
    own, lent = (DeviceFactory(retired=True, donation=donation) for _ in range(2))
    EventFactory(kind="device.lent", subject=lent)
    batch = ExitBatchFactory(back=True, donor=donation.donor)
    lines = [listed(device=device, batch=batch) for device in (own, lent)]
    assert send_with(own, batch)
    with refused("inventory_device_leaves_clean"):
        send_with(lent, batch)
    stranger = listed(device=DeviceFactory(retired=True, donation=DonationFactory()), batch=batch)
    with refused("inventory_device_leaves_clean"):
        send_with(stranger.device, batch)
    assert len(lines) == 2


def test_a_device_of_a_sent_batch_never_returns(gone):
    for change in (
        {"status": "received", "needs_erasure": True},
        {"retire_reason": "parts"},
        {"serial": "OTHER"},
        {"left_with": None},
    ):
        with tried(change):
            if "status" in change:
                change = change | {
                    "received_at": timezone.now() + timedelta(minutes=1),
                    "left_with": None,
                }
            with refused("inventory_device_left_for_good"):
                write(gone, **change)
            with refused("inventory_device_left_retired"):
                write(gone, place=PlaceFactory(site=gone.site))


def test_a_device_that_left_is_not_revived_by_raw_sql(gone):
    with refused("inventory_device_left_for_good"):
        run(
            "UPDATE inventory_device SET status = 'received', left_with_id = NULL,"
            " received_at = %s, needs_erasure = (1 = 1) WHERE id = %s",
            timezone.now() + timedelta(minutes=1),
            gone.pk,
        )
    assert Device.objects.get(pk=gone.pk).left_with_id


def test_no_medium_is_added_to_a_device_that_left():
    line = listed(device=DeviceFactory(retired=True))
    removed = line.device.media.get()
    write(removed, status="removed")
    send_with(line.device, line.batch)
    with refused("inventory_medium_stays_out"):
        write(removed, status="present")
    with refused("inventory_medium_stays_out"):
        copy(removed, serial="OTHER", status="present")


def test_a_weight_has_a_category_or_a_kind_of_scrap():
    weight = ExitWeightFactory()
    with refused("inventory_exitweight_of_what"):
        copy(weight, scrap="")
    with refused("inventory_exitweight_of_what"):
        copy(weight, scrap="parts", is_estimated=True)
    with refused("inventory_exitweight_scrap_once"):
        copy(weight)
    of_category = ExitWeightFactory(scrap="", category=CategoryFactory())
    with refused("inventory_exitweight_category_once"):
        copy(of_category)
    with refused("inventory_exitweight_frozen"):
        write(weight, scrap="parts")


def test_exit_weights_are_not_deleted_and_frozen_once_certified():
    weight = ExitWeightFactory()
    ExitLineFactory(batch=weight.batch, sent=True)
    assert write(weight, grams=9_000)
    with refused("inventory_exitweight_until_certified"):
        delete(weight)
    write(
        weight.batch,
        status=ExitStatus.CERTIFIED,
        certified_on=timezone.localdate(),
        certificate=DocumentFactory(),
    )
    with refused("inventory_exitweight_until_certified"):
        write(weight, grams=1)
    with refused("inventory_exitweight_until_certified"):
        copy(weight, scrap="parts")
