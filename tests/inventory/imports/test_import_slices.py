"""Import and undo of a long list in slices: others can write, and it is all or nothing."""

import pytest
from django.db import connection
from django.urls import reverse

from core.imports.kinds import RowVerdict
from core.models import Event
from core.workflow.lifecycle import Refused
from inventory.devices.lifecycle.devices import DeviceStatus
from inventory.imports import apply as import_operations
from inventory.imports import apply as imports
from inventory.imports import apply as undoing
from inventory.imports import check as matching_operations
from inventory.imports import check as slices
from inventory.imports import jobs
from inventory.imports.donor_list import DonorListResource
from inventory.imports.lifecycle import ImportStatus
from inventory.models import Device, ImportBatch
from inventory.workshop.operations import bench as bench_operations
from people.models import User
from tests.factories import CategoryFactory, DeviceFactory, DonationFactory
from tests.inventory.lists import source_of, undo_import

pytestmark = pytest.mark.engine

SERIALS = [f"SN-{number}" for number in range(7)]


@pytest.fixture
def started(coordinator, site, monkeypatch):
    """A list of seven devices, which are written two at a time."""
    monkeypatch.setattr(slices, "SLICE", 2)
    CategoryFactory(code="laptop")
    donation = DonationFactory(received=True, site=site)
    rows = [["laptop", "HP", "X1", serial, "", "", ""] for serial in SERIALS]
    batch = matching_operations.receive_list(donation, by=coordinator, source=source_of(*rows))
    return import_operations.start_import(batch, by=coordinator)


@pytest.fixture
def after(monkeypatch):
    """Factory `after(count, act)`, which calls `act` once after `count` slices."""

    def after(count, act, module=imports):
        done = []

        def let_others_write():
            done.append(1)
            if len(done) == count:
                act()

        monkeypatch.setattr(module, "let_others_write", let_others_write)

    return after


class Killed(BaseException):
    """An exception that no code catches."""


def kill():
    raise Killed


def again(batch):
    """Read the batch again, like another process."""
    return ImportBatch.objects.get(pk=batch.pk)


def written(batch):
    return batch.rows.written().count()


def test_each_transaction_writes_a_slice(started, monkeypatch):
    sizes = []
    write = DonorListResource.write

    def spy(resource, rows, *, by):
        sizes.append(len(rows))
        return write(resource, rows, by=by)

    monkeypatch.setattr(DonorListResource, "write", spy)
    batch = jobs.carry_out(started)
    assert sizes == [2, 2, 2, 1]
    assert batch.status == ImportStatus.APPLIED
    assert sorted(Device.objects.values_list("serial", flat=True)) == SERIALS
    assert Event.objects.about(batch).get(kind="import.applied").data == {"count": 7}


def test_progress_is_the_number_of_rows_read_then_written(started):
    assert list(imports.writing(started, by=started.by)) == [1, 7, 2, 4, 6]


def test_rows_are_validated_outside_the_lock(started, monkeypatch):
    inside = []
    import_row = DonorListResource.import_row
    depth = len(connection.savepoint_ids)

    def spy(resource, row, **kwargs):
        if kwargs["row_number"] == 0:
            inside.append(len(connection.savepoint_ids) > depth)
        return import_row(resource, row, **kwargs)

    monkeypatch.setattr(DonorListResource, "import_row", spy)
    jobs.carry_out(started)
    coordinator = started.by
    other = matching_operations.receive_list(
        started.donation, by=coordinator, source=source_of(["laptop", "HP", "X2", "Z", "", "", ""])
    )
    matching_operations.remap(other, by=coordinator, mapping=other.mapping)
    assert inside == [False, False, False]


def test_a_killed_import_resumes_without_duplicates(started, after):
    after(2, kill)
    with pytest.raises(Killed):
        jobs.carry_out(started)
    batch = again(started)
    assert (batch.status, written(batch), Device.objects.count()) == (ImportStatus.APPLYING, 4, 4)

    after(100, kill)
    batch = jobs.carry_out(batch)
    assert batch.status == ImportStatus.APPLIED
    assert sorted(Device.objects.values_list("serial", flat=True)) == SERIALS
    assert batch.done == 7


def test_a_refusal_in_a_later_slice_undoes_all(english, started, after):
    User.objects.filter(pk=started.by_id).update(language="en")
    after(2, lambda: DeviceFactory(serial="SN-5", model=Device.objects.first().model))
    batch = jobs.carry_out(again(started))
    assert batch.status == ImportStatus.UNDONE
    assert "SN-5" in batch.error
    assert "Row 7" in batch.error  # row number in the file, below its headings
    assert set(
        Device.objects.filter(import_rows__batch=batch).values_list("status", flat=True)
    ) == {DeviceStatus.WITHDRAWN}
    assert batch.rows.filter(verdict=RowVerdict.UNDONE).count() == 4
    assert matching_operations.receive_list(  # the same file may be imported again
        batch.donation, by=batch.by, source=source_of(*batch.rows.values_list("cells", flat=True))
    )


def test_stopping_an_import_undoes_all(sign_in, started, after):
    visitor = sign_in(started.by)
    after(2, lambda: visitor.post(reverse("import_stop", args=[started.pk])))
    batch = again(jobs.carry_out(started))
    assert batch.status == ImportStatus.UNDONE
    assert written(batch) == 0
    assert not Device.objects.exclude(status=DeviceStatus.WITHDRAWN).exists()


def test_two_workers_apply_an_import_once(started, after):
    other = again(started)
    after(1, lambda: jobs.carry_out(other))
    batch = jobs.carry_out(started)
    assert batch.status == ImportStatus.APPLIED
    assert sorted(Device.objects.values_list("serial", flat=True)) == SERIALS


def test_a_killed_undo_resumes(started, after):
    batch = jobs.carry_out(started)
    after(2, kill, undoing)
    with pytest.raises(Killed):
        undo_import(batch, by=batch.by)
    batch = again(batch)
    assert (batch.status, written(batch)) == (ImportStatus.UNDOING, 3)
    with pytest.raises(Refused):  # the devices are unchanged
        import_operations.start_import(
            matching_operations.receive_list(
                batch.donation,
                by=batch.by,
                source=source_of(*batch.rows.values_list("cells", flat=True)),
            ),
            by=batch.by,
        )

    after(100, kill, undoing)
    batch = jobs.carry_out(batch)
    assert (batch.status, batch.error) == (ImportStatus.UNDONE, "")
    assert not Device.objects.exclude(status=DeviceStatus.WITHDRAWN).exists()
    events = Event.objects.filter(kind="device.withdrawn")
    assert events.count() == 7
    assert set(events.values_list("by", flat=True)) == {batch.by_id}


def test_undo_is_refused_if_a_device_was_changed_before(started):
    batch = jobs.carry_out(started)
    device = Device.objects.get(serial="SN-6")
    bench_operations.refurbish(device, by=batch.by)
    with pytest.raises(Refused):
        undo_import(batch, by=batch.by)
    assert again(batch).status == ImportStatus.APPLIED
    assert not Device.objects.filter(status=DeviceStatus.WITHDRAWN).exists()


def test_devices_changed_during_an_undo_stay_and_are_named(english, started, after):
    batch = jobs.carry_out(started)
    last = Device.objects.get(serial="SN-6")
    after(1, lambda: bench_operations.refurbish(last, by=batch.by), undoing)
    batch = undo_import(batch, by=batch.by)
    assert batch.status == ImportStatus.UNDONE
    assert batch.error == "These rows stay, because their devices have been worked on since: 8."
    assert list(Device.objects.exclude(status=DeviceStatus.WITHDRAWN)) == [last]


def test_related_rows_are_in_one_slice(monkeypatch):
    monkeypatch.setattr(slices, "SLICE", 3)
    assert list(slices.slices("aabbbcdaaae")) == [
        [[0, 1, 7, 8, 9]],
        [[2, 3, 4]],
        [[5], [6], [10]],
    ]
    assert list(slices.slices([])) == []


@pytest.mark.django_db(transaction=True)
def test_no_lock_is_kept_between_slices(started, after):
    seen = []
    after(1, lambda: seen.append((connection.in_atomic_block, Device.objects.count())))
    jobs.carry_out(started)
    assert seen == [(False, 2)]
