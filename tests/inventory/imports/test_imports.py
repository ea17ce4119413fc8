import json

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from catalogue.models import Brand
from core.imports.kinds import RowVerdict
from core.models import Event
from core.workflow.lifecycle import Refused
from donations.lifecycle import DonationStatus
from inventory.devices import operations as device_operations
from inventory.devices.lifecycle.devices import DeviceStatus
from inventory.imports import apply as import_operations
from inventory.imports import check as matching_operations
from inventory.imports.lifecycle import ImportStatus
from inventory.models import Device, ImportBatch
from tests.factories import CategoryFactory, DeviceFactory, DonationFactory
from tests.inventory.lists import (
    HEADINGS,
    ROWS,
    apply_import,
    source,
    source_of,
    trial,
    undo_import,
)

pytestmark = pytest.mark.engine

BAD = ["grille-pain", "HP", "", "SN-9", "", "", ""]


@pytest.fixture(autouse=True)
def kinds(db):
    return [CategoryFactory(code=code) for code in ["laptop", "phone"]]


@pytest.fixture
def donation(site):
    return DonationFactory(promised=True, site=site)


@pytest.fixture
def checked(coordinator, donation):
    return matching_operations.receive_list(donation, by=coordinator, source=source())


@pytest.fixture
def with_a_bad_row(coordinator, donation):
    return matching_operations.receive_list(
        donation, by=coordinator, source=source_of(ROWS[0], BAD, ROWS[1])
    )


def written(batch, by):
    import_operations.start_import(batch, by=by, skip_refused=True)
    return apply_import(batch, by=by)


def devices_of(batch):
    return [device for row in batch.rows.all() for device in row.devices.all()]


def test_checking_stores_every_cell_and_creates_no_device(checked, coordinator):
    assert (checked.status, checked.headings) == (ImportStatus.CHECKED, HEADINGS)
    assert list(checked.rows.values_list("number", "cells", "verdict")) == [
        (number, cells, RowVerdict.GOOD) for number, cells in enumerate(ROWS, 2)
    ]
    assert checked.document.read() == source().content
    assert not Device.objects.exists()
    assert not Brand.objects.exists()
    event = Event.objects.about(checked).get()
    assert (event.kind, event.by, event.data) == (
        "import.checked",
        coordinator,
        {"rows": 3, "refused": 0},
    )


def test_imported_devices_refer_to_their_rows(checked, coordinator, donation):
    batch = written(checked, coordinator)

    assert batch.status == ImportStatus.APPLIED
    devices = devices_of(batch)
    assert [device.category.code for device in devices] == ["laptop", "phone", "laptop"]
    assert [device.serial for device in devices] == ["SN-1", None, "SN-2"]
    assert [device.year_made for device in devices] == [2015, None, 2016]
    assert devices[0].brand == devices[2].brand
    assert devices[0].model == devices[2].model
    assert devices[1].brand is None
    assert devices[0].remark == ROWS[0][6]
    assert {device.donation for device in devices} == {donation}
    donation.refresh_from_db()
    assert donation.status == DonationStatus.RECEIVED
    newest = Event.objects.about(batch)[0]
    assert (newest.kind, newest.data) == ("import.applied", {"count": 3})
    assert "SN-1" not in json.dumps([event.data for event in Event.objects.all()])


def test_applying_twice_imports_once(checked, coordinator):
    batch = written(checked, coordinator)

    apply_import(batch, by=coordinator)

    assert Device.objects.count() == 3
    with pytest.raises(Refused):
        import_operations.start_import(batch, by=coordinator)
    with pytest.raises(Refused):
        matching_operations.remap(batch, by=coordinator, mapping={})


def test_a_refused_row_blocks_the_import(english, with_a_bad_row, coordinator):
    with pytest.raises(Refused, match="1 row is refused"):
        import_operations.start_import(with_a_bad_row, by=coordinator)

    with_a_bad_row.refresh_from_db()
    assert with_a_bad_row.status == ImportStatus.CHECKED
    assert not Device.objects.exists()
    [refused] = with_a_bad_row.rows.refused()
    assert refused.number == 3
    assert refused.sentences == ["“grille-pain” is not a known category."]


def test_refused_rows_may_be_left_out(with_a_bad_row, coordinator):
    batch = written(with_a_bad_row, coordinator)

    assert [row.devices.count() for row in batch.rows.all()] == [1, 0, 1]
    assert not Brand.objects.filter(key="hp").exists()


def test_an_import_of_refused_rows_only_is_not_applied(coordinator, donation):
    batch = matching_operations.receive_list(donation, by=coordinator, source=source_of(BAD))

    with pytest.raises(Refused):
        import_operations.start_import(batch, by=coordinator, skip_refused=True)


def test_remapped_columns_give_new_results(with_a_bad_row, coordinator, kinds):
    mapping = {"1": "brand", "3": "serial", "6": "fault"}

    matching_operations.remap(
        with_a_bad_row, by=coordinator, mapping=mapping, default_category=kinds[0]
    )

    with_a_bad_row.refresh_from_db()
    assert with_a_bad_row.mapping == mapping
    assert not with_a_bad_row.rows.refused().exists()
    batch = written(with_a_bad_row, coordinator)
    assert {device.category for device in devices_of(batch)} == {kinds[0]}
    assert list(batch.rows.values_list("cells", flat=True)) == [ROWS[0], BAD, ROWS[1]]


def test_the_same_file_twice_is_refused_and_names_the_first(
    english, checked, coordinator, donation, site
):
    written(checked, coordinator)

    with pytest.raises(Refused) as refusal:
        matching_operations.receive_list(
            DonationFactory(received=True, site=site), by=coordinator, source=source()
        )

    assert refusal.value.messages == [
        f"This list has already been imported: liste.csv, in {donation.reference}"
        f" of {donation.donor.name}."
    ]


def test_two_checked_copies_of_a_file_are_applied_once(checked, coordinator, donation):
    copy = matching_operations.receive_list(donation, by=coordinator, source=source())
    written(checked, coordinator)

    with pytest.raises(Refused):
        import_operations.start_import(copy, by=coordinator)
    with pytest.raises(IntegrityError), transaction.atomic():
        ImportBatch.objects.filter(pk=copy.pk).update(status=ImportStatus.APPLYING)


def test_a_source_row_cannot_be_rewritten(checked):
    with pytest.raises(IntegrityError), transaction.atomic():
        checked.rows.update(cells=["other"])


def test_rows_registered_meanwhile_stop_the_import(english, checked, coordinator):
    import_operations.start_import(checked, by=coordinator)
    DeviceFactory(serial="SN-1", model=None)
    DeviceFactory(serial="SN-2", model=None)
    mapping = {index: name for index, name in checked.mapping.items() if name != "model"}
    ImportBatch.objects.filter(pk=checked.pk).update(mapping=mapping)

    with pytest.raises(Refused, match="2 rows can no longer be saved"):
        apply_import(checked, by=coordinator)

    assert Device.objects.count() == 2


def test_an_undone_import_is_withdrawn_and_may_be_imported_again(checked, coordinator, donation):
    batch = written(checked, coordinator)

    undo_import(batch, by=coordinator)

    assert batch.status == ImportStatus.UNDONE
    devices = devices_of(batch)
    assert {device.status for device in devices} == {DeviceStatus.WITHDRAWN}
    assert Event.objects.about(*devices).filter(kind="device.withdrawn").count() == 3
    again = matching_operations.receive_list(donation, by=coordinator, source=source())
    assert len(devices_of(written(again, coordinator))) == 3
    assert Device.objects.living().count() == 3


def test_the_page_of_a_donation_folds_away_the_devices_of_an_undone_list(
    checked, coordinator, donation, sign_in
):
    undo_import(written(checked, coordinator), by=coordinator)
    again = matching_operations.receive_list(donation, by=coordinator, source=source())
    now = devices_of(written(again, coordinator))

    page = sign_in(coordinator).get(donation.get_absolute_url())

    assert {row.record for row in page.context["table"].rows} == set(now)
    assert len(page.context["in_error"]) == 3
    assert "3 appareils saisis par erreur" in page.text
    assert Event.objects.about(donation).filter(kind="donation.import_undone").count() == 1
    assert "Import d’une liste annulé" in page.text


def test_a_device_that_has_a_history_is_not_withdrawn_though_to_check_again(
    english, checked, coordinator
):
    """A device on the bench is not withdrawn either (`test_import_slices`)."""
    batch = written(checked, coordinator)
    device = devices_of(batch)[0]
    device_operations.declare_lost(device, by=coordinator)
    device_operations.find_again(device, by=coordinator)

    with pytest.raises(Refused, match="has been worked on since it arrived: it can no longer be"):
        undo_import(batch, by=coordinator)
    batch.refresh_from_db()
    assert batch.status == ImportStatus.APPLIED


def test_an_import_needs_an_open_lot(coordinator, site):
    for state in ("closed", "cancelled"):
        donation = DonationFactory(site=site, **{state: True})

        with pytest.raises(Refused):
            matching_operations.receive_list(donation, by=coordinator, source=source())


def test_an_import_takes_constant_queries(coordinator, donation, django_assert_max_num_queries):
    rows = [["laptop", "HP", "X1", f"SN-{number}", "", "", ""] for number in range(255)]
    batch = matching_operations.receive_list(donation, by=coordinator, source=source_of(*rows))
    import_operations.start_import(batch, by=coordinator)

    with django_assert_max_num_queries(96):  # in two slices
        apply_import(batch, by=coordinator)

    assert Device.objects.count() == 255


def test_the_errors_of_a_check_keep_no_frames_in_memory(donation):
    mapping = {"0": "category", "1": "year_made", "2": "age_years"}
    batch, rows = trial([["x", "1066", "old"]], mapping, donation=donation, default_category=None)
    matching_operations.set_verdicts(batch, rows)

    refusal = rows[0].outcome.validation_error
    errors = [error for some in refusal.error_dict.values() for error in some]
    assert len(errors) > 1
    assert [each.__traceback__ for each in [refusal, *errors]] == [None] * (1 + len(errors))


def test_an_import_reads_what_was_shown_in_one_query(checked, coordinator):
    import_operations.start_import(checked, by=coordinator)

    with CaptureQueriesContext(connection) as captured:
        apply_import(checked, by=coordinator)

    read = [query["sql"] for query in captured if '"inventory_importrow"."changes"' in query["sql"]]
    assert len(read) == 1
