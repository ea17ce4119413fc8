"""Exit batches are filled, weighed, sent for good, and certified."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from core.models import Event
from core.workflow.lifecycle import Refused
from inventory.devices.lifecycle.exits import ExitPurpose, Scrap
from inventory.exits import operations as exit_operations
from inventory.exits.manifest import account_of, total_of
from inventory.models import ExitBatch, ExitWeight
from tests.factories import (
    CategoryFactory,
    DeviceFactory,
    DonationFactory,
    EventFactory,
    ExitBatchFactory,
    ExitLineFactory,
    SiteFactory,
    UserFactory,
)
from tests.law import write

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


@pytest.fixture
def here(db):
    return SiteFactory()


@pytest.fixture
def volunteer(here):
    return UserFactory(volunteer=True, sites=[here])


@pytest.fixture
def batch(here):
    return ExitBatchFactory(site=here)


def today():
    return timezone.localdate()


def waiting(site, **facts):
    return DeviceFactory(retired=True, erased=True, site=site, **facts)


def test_a_batch_is_opened_with_a_number_at_ones_own_site(here):
    technician = UserFactory(technician=True, sites=[here])
    batch = exit_operations.prepare_exit(ExitBatch(site=here, organism="Ecologic"), by=technician)
    year = today().year % 100
    assert (batch.number, batch.status, batch.created_by) == (f"S{year}-0001", "open", technician)
    with pytest.raises(Refused, match="Only people who work at"):
        exit_operations.prepare_exit(ExitBatch(site=SiteFactory(), organism="x"), by=technician)
    with pytest.raises(ValidationError, match="take-back scheme, or back to a donor"):
        exit_operations.prepare_exit(ExitBatch(site=here), by=technician)


def test_a_device_is_put_on_the_list_once(volunteer, here, batch):
    device = waiting(here)
    assert len(exit_operations.put_in_exit(batch, by=volunteer, devices=[device])) == 1
    assert exit_operations.put_in_exit(batch, by=volunteer, devices=[device]) == []
    assert batch.lines.get().device == device
    assert Event.objects.about(device).get().sentence == f"Added to the list of {batch}"


def test_devices_that_cannot_leave_are_named_and_none_is_added(volunteer, here, batch):
    good = waiting(here)
    elsewhere = ExitLineFactory(batch__site=here)
    gone = ExitLineFactory(batch__site=here, sent=True)
    back = waiting(here)
    write(back, retire_reason="returned")
    reasons = {
        DeviceFactory(ready=True, site=here): "is “ready”: retire it first.",
        waiting(SiteFactory()): "): it must leave from there.",
        elsewhere.device: f"is on the list of {elsewhere.batch}",
        gone.device: f"left with {gone.batch} on",
        back: "was retired for another reason: returned to the donor",
    }
    with pytest.raises(Refused) as refusal:
        exit_operations.put_in_exit(batch, by=volunteer, devices=[good, *reasons])
    messages = refusal.value.messages
    assert len(messages) == len(reasons)
    for device, reason in reasons.items():
        assert any(str(device) in line and reason in line for line in messages)
    assert not batch.lines.exists()


def test_many_devices_are_added_in_a_few_statements(volunteer, here, batch):
    def statements(count):
        devices = [waiting(here) for _ in range(count)]
        with CaptureQueriesContext(connection) as queries:
            exit_operations.put_in_exit(batch, by=volunteer, devices=devices)
        return len(queries)

    assert statements(2) == statements(25) <= 10


def test_a_removed_device_may_join_another_batch(volunteer, here, batch):
    line = ExitLineFactory(batch=batch)
    exit_operations.take_out_of_exit(line, by=volunteer)
    other = ExitBatchFactory(site=here)
    assert exit_operations.put_in_exit(other, by=volunteer, devices=[line.device])
    with pytest.raises(Refused, match="cannot change to"):
        exit_operations.take_out_of_exit(line, by=volunteer)


def test_weights_are_weighed_or_marked_as_estimated(volunteer, coordinator, here, batch):
    laptop = CategoryFactory(holds_data=False, weight_g=1_650)
    router = CategoryFactory(holds_data=False, weight_g=None)
    for category in (laptop, laptop, router):
        device = DeviceFactory(retired=True, site=here, category=category)
        exit_operations.put_in_exit(batch, by=volunteer, devices=[device])
    assert total_of(account_of(batch)) == (0, 3_300, 1, 3)
    scrap = ExitWeight(scrap=Scrap.CABLES, grams=12_500)
    exit_operations.weigh_exit(batch, by=volunteer, weights=[scrap])
    exit_operations.send_exit(batch, by=coordinator, sent_on=today())
    write(laptop, weight_g=9_999)
    assert total_of(account_of(batch)) == (12_500, 3_300, 1, 3)
    scales = ExitWeight(category=laptop, grams=3_410)
    exit_operations.weigh_exit(batch, by=volunteer, weights=[scales])
    assert total_of(account_of(batch)) == (15_910, 0, 1, 3)
    assert ExitBatch.objects.for_list().get(pk=batch.pk).grams == 15_910


def test_an_empty_weight_is_removed_while_the_batch_is_open(volunteer, batch):
    for grams, rows in ((500, 1), (700, 1), (0, 0), (0, 0)):
        weight = ExitWeight(scrap=Scrap.PARTS, grams=grams)
        exit_operations.weigh_exit(batch, by=volunteer, weights=[weight])
        assert batch.weights.count() == rows


def test_sending_a_batch_removes_all_its_devices(coordinator, batch):
    lines = [ExitLineFactory(batch=batch) for _ in range(2)]
    exit_operations.send_exit(batch, by=coordinator, sent_on=today(), carrier="Belvoir")
    assert (batch.status, batch.sent_on, batch.carrier) == ("sent", today(), "Belvoir")
    for line in lines:
        line.refresh_from_db()
        assert (line.status, line.device.left_with, line.device.place) == ("sent", batch, None)
        event = Event.objects.about(line.device).get()
        assert event.sentence == f"Left permanently with {batch}"
    with pytest.raises(Refused, match="this is no longer possible"):
        exit_operations.put_in_exit(batch, by=coordinator, devices=[waiting(batch.site)])
    with pytest.raises(Refused, match="this is no longer possible"):
        exit_operations.take_out_of_exit(lines[0], by=coordinator)


def test_a_batch_is_not_sent_empty_or_with_a_future_date(coordinator, batch):
    with pytest.raises(Refused, match="Scan at least one device first"):
        exit_operations.send_exit(batch, by=coordinator, sent_on=today())
    ExitLineFactory(batch=batch)
    for wrong in (today() + timedelta(days=1), today() - timedelta(days=1)):
        with pytest.raises(Refused, match="The departure date must be between the creation of the"):
            exit_operations.send_exit(batch, by=coordinator, sent_on=wrong)


def test_a_batch_is_not_sent_with_an_unerased_disk(coordinator, batch):
    line = ExitLineFactory(device=DeviceFactory(retired=True, site=batch.site), batch=batch)
    with pytest.raises(Refused, match=f"{line.device}: the erasure of its disk .* is not proven"):
        exit_operations.send_exit(batch, by=coordinator, sent_on=today())
    batch.refresh_from_db()
    assert batch.status == "open"
    write(line.device.media.get(), status="removed")
    exit_operations.send_exit(batch, by=coordinator, sent_on=today())
    assert batch.status == "sent"


def test_a_device_without_recorded_media_prevents_sending(coordinator, batch):
    device = DeviceFactory(
        retired=True, site=batch.site, category=CategoryFactory(holds_data=False)
    )
    write(device, category=CategoryFactory(holding_data=True), needs_erasure=True)
    ExitLineFactory(device=device, batch=batch)
    with pytest.raises(Refused, match=f"{device}: its disk has not been recorded."):
        exit_operations.send_exit(batch, by=coordinator, sent_on=today())


def test_devices_revived_meanwhile_are_named(coordinator, batch):
    line = ExitLineFactory(batch=batch)
    write(line.device, retire_reason="returned")
    with pytest.raises(Refused, match=f"{line.device} was retired for another reason: "):
        exit_operations.send_exit(batch, by=coordinator, sent_on=today())


def test_a_returned_device_may_contain_only_the_donors_own_data(coordinator, here):
    donation = DonationFactory(received=True)
    batch = ExitBatchFactory(back=True, donor=donation.donor, site=here)
    own, lent = (DeviceFactory(retired=True, donation=donation, site=here) for _ in range(2))
    for device in (own, lent):
        write(device, retire_reason="returned")
    EventFactory(kind="device.lent", subject=lent)
    stranger = DeviceFactory(retired=True, site=here)
    write(stranger, retire_reason="returned")
    with pytest.raises(Refused, match=f"{stranger} does not come from this donor"):
        exit_operations.put_in_exit(batch, by=coordinator, devices=[stranger])
    exit_operations.put_in_exit(batch, by=coordinator, devices=[own, lent])
    with pytest.raises(Refused) as refusal:
        exit_operations.send_exit(batch, by=coordinator, sent_on=today())
    assert [str(own) in line for line in refusal.value.messages] == [False, False]
    exit_operations.take_out_of_exit(batch.lines.get(device=lent), by=coordinator)
    exit_operations.send_exit(batch, by=coordinator, sent_on=today())
    own.refresh_from_db()
    assert (own.left_with, batch.purpose) == (batch, ExitPurpose.RETURN)


def test_devices_of_a_cancelled_batch_may_join_another(coordinator, batch):
    line = ExitLineFactory(batch=batch)
    exit_operations.cancel_exit(batch, by=coordinator)
    line.refresh_from_db()
    assert (batch.status, line.status, line.device.status) == ("cancelled", "taken_out", "retired")
    assert exit_operations.put_in_exit(
        ExitBatchFactory(site=batch.site), by=coordinator, devices=[line.device]
    )


def test_a_certificate_closes_it(coordinator):
    batch = ExitBatchFactory(sent=True)
    facts = {"content": b"%PDF-1.4 %%EOF", "content_type": "application/pdf"}
    with pytest.raises(Refused, match="The date of a certificate must be between the day of"):
        exit_operations.certify_exit(
            batch, by=coordinator, certified_on=today() - timedelta(days=1), **facts
        )
    exit_operations.certify_exit(
        batch, by=coordinator, certified_on=today(), treatment="R4", slip_number="BSDD-1", **facts
    )
    assert (batch.status, batch.treatment, batch.slip_number) == ("certified", "R4", "BSDD-1")
    assert batch.certificate.read() == facts["content"]
    with pytest.raises(Refused, match="this is no longer possible"):
        exit_operations.certify_exit(batch, by=coordinator, certified_on=today(), **facts)
    with pytest.raises(Refused, match="this is no longer possible"):
        exit_operations.weigh_exit(batch, by=coordinator, weights=[])


def test_only_document_numbers_of_a_sent_batch_are_corrected(coordinator):
    batch = ExitBatchFactory(sent=True)
    batch.organism, batch.slip_number = "another", "BSDD-9"
    batch = exit_operations.describe_exit(batch, by=coordinator)
    assert (batch.organism, batch.slip_number) == ("ecosystem", "BSDD-9")
