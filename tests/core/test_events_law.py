"""Database rules of events, documents, numbers, the identity and the catalogue."""

from datetime import timedelta

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.utils import timezone

from core.models import Clock, Deployment, Document, Event, Identity, Sequence, Submission
from core.models.event import OPENINGS
from core.workflow.event_messages import registered_kinds
from tests.factories import (
    DeviceFactory,
    DocumentFactory,
    EventFactory,
    FactorFactory,
    IdentityFactory,
    SiteFactory,
    UserFactory,
    VoucherProductFactory,
)
from tests.factories import DeviceModelFactory as ModelFactory
from tests.law import copy, delete, refused, replace, run, write
from tests.visits import undone

pytestmark = pytest.mark.django_db


def test_an_event_has_a_kind_and_a_moment_since_rebond_exists():
    event = EventFactory()
    long_ago = timezone.now().replace(year=1999)
    for changes in ({"kind": ""}, {"at": long_ago}, {"on": long_ago.date()}):
        with refused("core_event_known_and_dated"):
            copy(event, **changes)


def test_an_event_is_not_updated():
    for changes in (
        {"kind": "device.given"},
        {"data": {"count": 2}},
        {"subject_id": 0},
        {"request_id": "another"},
        {"at": timezone.now()},
    ):
        with undone():
            event = EventFactory()

            with refused("core_event_append_only"):
                write(event, **changes)


def test_an_event_is_not_updated_by_bulk_update_or_upsert():
    event = EventFactory()
    event.kind = "device.given"

    with refused("core_event_append_only"):
        Event.objects.bulk_update([event], ["kind"])
    with refused("core_event_append_only"):
        Event.objects.bulk_create(
            [event], update_conflicts=True, update_fields=["kind"], unique_fields=["id"]
        )


def test_an_event_is_not_deleted_nor_reinserted():
    event = EventFactory()

    with refused("core_event_append_only"):
        delete(event)
    with refused("core_event_append_only"):
        replace(event, kind="device.given")
    with refused("core_event_append_only"):
        run("DELETE FROM core_event")


LONG_AGO = timezone.localdate() - timedelta(days=190)


def happened(kind, on=LONG_AGO):
    by = UserFactory()
    kinds = ContentType.objects.get_for_model(by)
    facts = {"subject_type": kinds, "subject_id": by.pk, "at": timezone.now()}
    return Event.objects.create(kind=kind, on=on, by=by, **facts)


def test_old_access_log_events_are_deletable_and_no_others():
    happened("recipient.opened")
    story, young = happened("recipient.changed"), happened("list.exported", timezone.localdate())

    assert Event.objects.forget_openings(LONG_AGO + timedelta(days=1)) == 1
    assert set(Event.objects.all()) == {story, young}
    for event in (story, young):
        with refused("core_event_append_only"):
            delete(event)
    with refused("core_event_append_only"):
        Event.objects.forget_openings(timezone.localdate() + timedelta(days=1))


def test_an_old_access_log_event_is_not_updated():
    with refused("core_event_append_only"):
        write(happened("recipient.opened"), kind="recipient.changed")


def test_every_access_log_kind_is_declared():
    """The guard lists these kinds in SQL, so all must be declared."""
    taken_out = {kind for kind in registered_kinds() if kind.endswith((".exported", ".downloaded"))}
    assert taken_out <= set(OPENINGS)
    # Their modules may be deleted.
    of_modules = {"backup.downloaded", "export.downloaded", "report.exported"}
    assert set(OPENINGS) - set(registered_kinds()) <= of_modules


@pytest.mark.django_db(transaction=True)
def test_no_table_with_a_history_is_truncated():
    """TRUNCATE fires no row triggers, so it requires its own trigger; SQLite has no TRUNCATE."""
    event = EventFactory()

    with refused("core_event_append_only"):
        run(emptied("core_event"))
    assert Event.objects.filter(pk=event.pk).exists()


@pytest.mark.django_db(transaction=True)
def test_no_table_with_a_history_is_truncated_by_cascade():
    device = DeviceFactory()

    with refused("inventory_device_kept"):
        run(emptied("inventory_device"))
    assert type(device).objects.filter(pk=device.pk).exists()


def emptied(table):
    """SQL that empties a table and all tables that refer to it."""
    is_sqlite = connection.vendor == "sqlite"
    return f"DELETE FROM {table}" if is_sqlite else f"TRUNCATE {table} CASCADE"


def test_many_events_are_recorded_in_one_statement(django_assert_num_queries):
    user = UserFactory()
    devices = DeviceFactory.create_batch(3)
    Event.objects.record("device.changed", devices[0], by=user)

    with django_assert_num_queries(1):
        Event.objects.record_many("device.changed", [(d, {}) for d in devices], by=user)

    assert [event.kind for event in Event.objects.about(*devices)] == ["device.changed"] * 4


# --- Documents ------------------------------------------------------------------------------------
def test_a_stored_document_does_not_change():
    for changes in ({"sha256": "0" * 64}, {"size": 1}, {"kind": "other"}, {"at": timezone.now()}):
        with undone(), refused("core_document_frozen"):
            write(DocumentFactory(), **changes)


def test_a_document_has_its_file_until_it_is_purged():
    document = DocumentFactory()

    with refused("core_document_file_until_purged"):
        write(document, file="")
    with refused("core_document_file_until_purged"):
        write(document, purged_at=timezone.now())
    with refused("core_document_file_until_purged"):
        copy(document, file="")
    assert write(document, purged_at=timezone.now(), file="") == 1


def test_a_document_is_never_deleted():
    document = DocumentFactory()

    with refused("core_document_kept"):
        delete(document)
    assert Document.objects.get(pk=document.pk).read() == b"%PDF-"


def test_a_history_is_one_query_for_any_number_of_authors(django_assert_num_queries):
    site = SiteFactory()
    for _ in range(3):
        Event.objects.record("site.changed", site, by=UserFactory(), names=["name"])

    with django_assert_num_queries(1):
        assert len({event.by.name for event in Event.objects.about(site)}) == 3


# --- Numbers, forms, identity ---
def test_a_document_number_is_unique():
    assert list(Sequence.objects.take("tests", 2)) == [1, 2]
    sequence = Sequence.objects.get(name="tests")

    with refused("core_sequence_forward"):
        write(sequence, last=1)
    with refused("core_sequence_forward"):
        write(sequence, name="others")
    with refused("core_sequence_forward"):
        delete(sequence)
    assert list(Sequence.objects.take("tests")) == [3]


def test_a_submission_is_unique_for_each_user():
    user, other = UserFactory.create_batch(2)
    submission = Submission.objects.create(by=user, key="00000000-0000-0000-0000-000000000001")

    with refused("core_submission_once"):
        copy(submission)
    assert copy(submission, by=other).pk


def test_there_is_one_row_of_identity_and_one_of_the_clock():
    IdentityFactory()

    clock = Clock.objects.create(pk=1)
    with refused("core_clock_only_one"):
        Clock.objects.create(pk=2)
    with refused("core_deployment_only_one"):
        Deployment.objects.create(pk=2)
    with refused("core_clock_fault_known"):
        write(clock, fault="slow")
    with refused("core_identity_only_one"):
        Identity.objects.bulk_create([Identity(pk=2, name="Another")])


# --- The catalogue --------------------------------------------------------------------------------
def test_a_model_is_unique_with_and_without_brand():
    model = ModelFactory()
    unbranded = ModelFactory(brand=None)

    with refused("catalogue_devicemodel_once"):
        copy(model)
    with refused("catalogue_devicemodel_once_unbranded"):
        copy(unbranded)


def test_a_voucher_face_value_is_not_negative():
    for name in ("face_value", "data_gb"):
        with undone(), refused("catalogue_voucherproduct_value"):
            write(VoucherProductFactory(), **{name: -1})


def test_a_voucher_has_a_valid_kind():
    with refused("catalogue_voucherproduct_kind"):
        write(VoucherProductFactory(), kind="pigeon")


def test_a_factor_in_use_is_frozen():
    factor = FactorFactory()

    with refused("catalogue_factor_once"):
        copy(factor)
    with refused("catalogue_factor_frozen"):
        write(factor, value=1)
    with refused("catalogue_factor_kept"):
        delete(factor)
