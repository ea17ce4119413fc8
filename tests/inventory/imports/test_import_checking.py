"""Checking of a long list in slices, in which a partial check never counts."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import transaction
from django.db.models.functions import Now
from django.urls import reverse
from django.utils import timezone

from core.imports.kinds import RowVerdict
from core.imports.resource import ListResource
from core.imports.sheets import read_list
from core.models.bulk_insert import bulk_insert
from core.workflow.lifecycle import Refused
from inventory.imports import apply as import_operations
from inventory.imports import check as matching_operations
from inventory.imports import jobs
from inventory.imports.lifecycle import ImportStatus
from inventory.imports.models import ImportRowQuerySet
from inventory.models import Device, ImportBatch
from tests.factories import CategoryFactory, DonationFactory, ImportBatchFactory
from tests.inventory.lists import HEADINGS, apply_import, source_of, verdicts, workbook_of, written

ROWS = [["laptop", "HP", "X1", f"SN-{number}", "", "", ""] for number in range(5)]
# A mapping of the brand to the category, with which each row is refused.
OTHER = {"1": "category"}
LIMIT = 5


@pytest.fixture
def donation(site):
    CategoryFactory(code="laptop")
    return DonationFactory(received=True, site=site)


@pytest.fixture
def checked(coordinator, donation):
    return matching_operations.receive_list(donation, by=coordinator, source=source_of(*ROWS))


@pytest.fixture
def between(monkeypatch):
    """Factory `between(act)`, which writes two rows at a time; `act` runs after the first two."""

    def between(act):
        acts = [act]

        def let_others_write():
            if acts:
                acts.pop()()

        monkeypatch.setattr("inventory.imports.check.CHECKING_SLICE", 2)
        monkeypatch.setattr("inventory.imports.check.let_others_write", let_others_write)

    return between


class Killed(BaseException):
    """An exception that no code catches."""


def kill():
    raise Killed


def again(batch):
    """Read the batch again, like another process."""
    return ImportBatch.objects.get(pk=batch.pk)


def make_old(batch):
    offered_at = timezone.now() - timedelta(minutes=6)
    ImportBatch.objects.filter(pk=batch.pk).update(offered_at=offered_at)


@pytest.fixture
def rows_by_transaction(monkeypatch):
    """Numbers of list rows that each transaction wrote or deleted."""
    committed, pending = [], []

    def note(count):
        if not pending:
            transaction.on_commit(lambda: (committed.append(sum(pending)), pending.clear()))
        pending.append(count)

    create, delete = ImportRowQuerySet.bulk_create, ImportRowQuerySet.delete

    def bulk_create(self, rows, **options):
        note(len(rows))
        return create(self, rows, **options)

    def noted_delete(self):
        note(self.count())
        return delete(self)

    def insert(model, rows):
        rows = list(rows)
        note(len(rows))
        bulk_insert(model, rows)

    monkeypatch.setattr("inventory.imports.check.bulk_insert", insert)
    monkeypatch.setattr(ImportRowQuerySet, "bulk_create", bulk_create)
    monkeypatch.setattr(ImportRowQuerySet, "delete", noted_delete)
    monkeypatch.setattr("inventory.imports.check.CHECKING_SLICE", LIMIT)
    monkeypatch.setattr("inventory.imports.check.PAUSE_SECONDS", 0)
    return committed


@pytest.mark.django_db(transaction=True)
def test_no_transaction_writes_more_than_a_slice(coordinator, donation, rows_by_transaction):
    rows = [["laptop", "HP", "X1", f"SN-{number}"] for number in range(LIMIT + 1)]
    content = workbook_of([HEADINGS[:4], *rows], [["Marque"], ["HP"]])
    source = read_list("l.xlsx", content)

    batch = matching_operations.receive_list(
        donation, by=coordinator, source=source, sheets=["Sheet"]
    )
    matching_operations.remap(batch, by=coordinator, mapping=OTHER)
    matching_operations.read_otherwise(batch, by=coordinator, source=source, sheets=["Sheet1"])

    slices = [LIMIT, 1]
    assert rows_by_transaction == [*slices, *slices, *slices, 1]
    assert [row.cells for row in batch.rows.all()] == [["HP"]]


def test_a_killed_first_check_can_be_abandoned(coordinator, donation, between):
    between(kill)
    with pytest.raises(Killed):
        matching_operations.receive_list(donation, by=coordinator, source=source_of(*ROWS))
    batch = ImportBatch.objects.get()
    assert (batch.status, batch.rows.count()) == (ImportStatus.CHECKING, 2)
    for act in [import_operations.start_import, apply_import]:
        with pytest.raises(Refused):
            act(batch, by=coordinator)
    with pytest.raises(Refused):
        matching_operations.remap(batch, by=coordinator, mapping=batch.mapping)
    jobs.drop_unfinished(now=timezone.now())
    assert again(batch).status == ImportStatus.CHECKING

    make_old(batch)
    call_command("tick")

    assert again(batch).status == ImportStatus.DROPPED
    written(
        matching_operations.receive_list(donation, by=coordinator, source=source_of(*ROWS)),
        coordinator,
    )
    assert Device.objects.count() == 5


@pytest.mark.parametrize(
    "meanwhile",
    [
        {"status": ImportStatus.CHECKED, "offered_at": None},
        {"status": ImportStatus.CHECKING, "offered_at": Now()},
    ],
    ids=["ended", "started again"],
)
def test_a_late_check_that_ends_or_starts_again_is_not_dropped(
    checked, english, monkeypatch, meanwhile
):
    ImportBatch.objects.filter(pk=checked.pk).update(status=ImportStatus.CHECKING)
    make_old(checked)
    lock = ImportBatch.lock

    def wait_for_the_lock(batch):
        ImportBatch.objects.filter(pk=batch.pk).update(**meanwhile)
        lock(batch)

    monkeypatch.setattr(ImportBatch, "lock", wait_for_the_lock)
    jobs.drop_unfinished(now=timezone.now())

    assert again(checked).status == meanwhile["status"]


def test_a_killed_second_check_cannot_be_applied(english, coordinator, checked, between):
    mapping = checked.mapping
    between(kill)
    with pytest.raises(Killed):
        matching_operations.remap(checked, by=coordinator, mapping=OTHER)
    batch = again(checked)
    assert verdicts(batch) == [RowVerdict.REFUSED] * 2 + [RowVerdict.GOOD] * 3
    assert (batch.status, batch.mapping) == (ImportStatus.CHECKING, mapping)
    with pytest.raises(Refused, match="“being checked”"):
        import_operations.start_import(batch, by=coordinator, skip_refused=True)

    make_old(batch)
    jobs.drop_unfinished(now=timezone.now())

    assert again(batch).status == ImportStatus.DROPPED
    assert not Device.objects.exists()


def test_a_list_being_checked_refuses_other_operations(english, coordinator, checked, between):
    other, answers = again(checked), []
    acts = [
        lambda: matching_operations.remap(other, by=coordinator, mapping={"0": "category"}),
        lambda: matching_operations.read_otherwise(
            other, by=coordinator, source=source_of(*ROWS), sheets=[""]
        ),
        lambda: import_operations.start_import(other, by=coordinator),
    ]

    def try_all():
        for act in acts:
            with pytest.raises(Refused) as refusal:
                act()
            answers.extend(refusal.value.messages)

    between(try_all)
    matching_operations.remap(checked, by=coordinator, mapping=OTHER)

    assert answers == ["This list is already “being checked”."] * 3
    assert again(checked).status == ImportStatus.CHECKED
    assert again(checked).mapping == OTHER
    assert verdicts(checked) == [RowVerdict.REFUSED] * 5


def test_a_check_of_a_changed_list_writes_nothing(english, coordinator, checked, monkeypatch):
    checking, other = ListResource.checking, again(checked)

    def overtaken(*args):
        monkeypatch.setattr(ListResource, "checking", checking)
        matching_operations.remap(other, by=coordinator, mapping=OTHER)
        return checking(*args)

    monkeypatch.setattr(ListResource, "checking", overtaken)
    with pytest.raises(Refused, match="changed in the meantime"):
        matching_operations.remap(checked, by=coordinator, mapping={"0": "category"})

    assert again(checked).mapping == OTHER
    assert verdicts(checked) == [RowVerdict.REFUSED] * 5


def test_a_list_abandoned_during_its_check_stays_abandoned(sign_in, coordinator, checked, between):
    visitor = sign_in(coordinator)
    address = reverse("import_drop", args=[checked.pk])
    between(lambda: visitor.post(address))

    with pytest.raises(Refused):
        matching_operations.remap(checked, by=coordinator, mapping=OTHER)

    assert again(checked).status == ImportStatus.DROPPED


def test_the_page_of_a_list_being_checked_offers_only_to_abandon_it(sign_in, coordinator, site):
    batch = ImportBatchFactory(checking=True, donation=DonationFactory(site=site))

    page = sign_in(coordinator).get(reverse("import_detail", args=[batch.pk])).content.decode()

    assert reverse("import_drop", args=[batch.pk]) in page
    assert reverse("import_columns", args=[batch.pk]) not in page
    assert reverse("import_start", args=[batch.pk]) not in page
