"""Changes since a revision include those that were being written while it was read."""

import pytest
from django.db import connection, transaction

from api import revisions
from api.revisions import current, ids_changed
from core.models import Event
from inventory.models import Device
from tests.factories import DeviceFactory, UserFactory
from tests.races.together import Behind, race


@pytest.mark.usefixtures("transactional_db")
def test_a_revision_is_never_later_than_an_uncommitted_event(monkeypatch, pool):
    monkeypatch.setattr(revisions, "TRIES", 2)
    slow, fast, user = DeviceFactory(), DeviceFactory(), UserFactory()
    before = current()

    def look(since):
        return set(ids_changed(Device, since))

    def overtake():
        if connection.vendor == "postgresql":  # SQLite has one writer, which waits
            Event.objects.record("device.seen", fast, by=user)

    with transaction.atomic():
        Event.objects.record("device.seen", slow, by=user)
        behind = Behind(overtake, pool)
        if connection.vendor == "postgresql":
            behind.start()
            behind.end()
        [(revision, seen)] = race(lambda _number: (current(before), look(before)), count=1)
    after = current()

    assert slow.pk not in seen
    assert slow.pk in look(revision)
    assert look(after) == set()
