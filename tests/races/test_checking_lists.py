"""The check of a list holds no lock: others write while it runs, and the reverse."""

from threading import Event as Flag

import pytest
from django.db import connection, transaction

from inventory.imports.check import set_outcomes
from inventory.models import ImportBatch, ImportRow, Place
from tests.factories import CategoryFactory, DonationFactory, PlaceFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.engine]
MAPPING = {"0": "category", "1": "brand", "2": "serial"}


def never_wait():
    """Make this connection fail at once if it would wait for a lock."""
    with connection.cursor() as cursor:
        cursor.execute(
            "PRAGMA busy_timeout = 0" if connection.vendor == "sqlite" else "SET lock_timeout = 1"
        )


def wait_again():
    with connection.cursor() as cursor:
        cursor.execute(
            "PRAGMA busy_timeout = 5000" if connection.vendor == "sqlite" else "RESET lock_timeout"
        )


@pytest.fixture
def checking(site):
    """The check of a list of two rows, started but not finished."""
    CategoryFactory(code="laptop")
    donation = DonationFactory(received=True, site=site)
    batch = ImportBatch(donation=donation, mapping=MAPPING, headings=["", "", ""])
    rows = [ImportRow(number=n, cells=["laptop", "Dell", f"SN-{n}"]) for n in (2, 3)]
    return rows, set_outcomes(batch, rows)


def test_others_write_while_a_list_is_checked(checking, site, pool):
    place = PlaceFactory(site=site, name="Before")
    rows, steps = checking
    next(steps)  # the first row is checked

    def write():
        never_wait()
        try:
            Place.objects.filter(pk=place.pk).update(name="Meanwhile")
        finally:
            wait_again()

    pool.submit(write).result()
    list(steps)

    place.refresh_from_db()
    assert place.name == "Meanwhile"
    assert [row.outcome.verdict for row in rows] == ["good", "good"]


def test_a_list_is_checked_while_others_write(checking, site, pool):
    place = PlaceFactory(site=site, name="Before")
    rows, steps = checking
    written, checked = Flag(), Flag()

    def write():
        with transaction.atomic():
            Place.objects.filter(pk=place.pk).update(name="Meanwhile")
            written.set()
            checked.wait()

    writing = pool.submit(write)
    written.wait()
    never_wait()
    try:
        list(steps)
    finally:
        wait_again()
        checked.set()
        writing.result()

    assert [row.outcome.verdict for row in rows] == ["good", "good"]
