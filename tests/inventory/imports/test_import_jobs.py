import os
import subprocess
import sys
from datetime import timedelta

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from core.models import Event
from inventory.imports import apply as import_operations
from inventory.imports import check as matching_operations
from inventory.imports import jobs
from inventory.imports.lifecycle import ImportStatus
from inventory.models import Device, ImportBatch
from people.base.roles import Role
from people.models import User
from tests.factories import CategoryFactory, DeviceFactory, DonationFactory, UserFactory
from tests.inventory.lists import source

pytestmark = pytest.mark.engine

POSTGRES = "postgres://{USER}:{PASSWORD}@{HOST}:{PORT}/{NAME}"
# A worker that stops while writing, prints a line, and waits to be killed.
WORKER = """
import sys
import django
django.setup()
from core.models.event import EventQuerySet
from inventory.imports import jobs
from inventory.models import Device, ImportBatch

def wait_to_be_killed(*args, **kwargs):
    print(Device.objects.count(), flush=True)
    sys.stdin.read()

EventQuerySet.record_many = wait_to_be_killed
jobs.carry_out(ImportBatch.objects.get(pk=int(sys.argv[1])))
"""


@pytest.fixture
def started(coordinator, site):
    for code in ["laptop", "phone"]:
        CategoryFactory(code=code)
    donation = DonationFactory(received=True, site=site)
    batch = matching_operations.receive_list(donation, by=coordinator, source=source())
    return import_operations.start_import(batch, by=coordinator)


def long_ago(batch):
    offered_at = timezone.now() - timedelta(minutes=6)
    ImportBatch.objects.filter(pk=batch.pk).update(offered_at=offered_at)


@pytest.mark.parametrize("at_once", [0, 500])
def test_a_started_import_is_applied_whether_short_or_long(monkeypatch, started, at_once):
    monkeypatch.setattr(jobs, "AT_ONCE", at_once)

    jobs.write_import(started)

    started.refresh_from_db()
    assert started.status == ImportStatus.APPLIED
    assert Device.objects.count() == 3


def test_an_import_enqueued_twice_is_applied_once(started):
    jobs.apply_import_job.enqueue(started.pk)
    jobs.apply_import_job.enqueue(started.pk)

    started.refresh_from_db()
    assert started.status == ImportStatus.APPLIED
    assert Device.objects.count() == 3


def test_an_import_refused_on_applying_returns_to_checked_with_the_reason(started, coordinator):
    User.objects.filter(pk=coordinator.pk).update(language="en")
    started.donation.transition_to("closed")

    batch = jobs.carry_out(ImportBatch.objects.get(pk=started.pk))

    assert batch.status == ImportStatus.CHECKED
    assert "”: it can no longer receive devices." in batch.error
    assert not Device.objects.exists()
    assert Event.objects.about(batch)[0].kind == "import.given_back"


def test_a_returned_import_has_new_results(english, started):
    mapping = {index: name for index, name in started.mapping.items() if name != "model"}
    ImportBatch.objects.filter(pk=started.pk).update(mapping=mapping)
    device = DeviceFactory(serial="SN-1", model=None)

    batch = jobs.carry_out(ImportBatch.objects.get(pk=started.pk))

    [refused] = batch.rows.refused()
    assert refused.sentences == [
        f"Serial number SN-1 is already in the register: {device.asset_tag}."
    ]


def test_a_user_without_permission_does_not_apply_an_import(started, coordinator):
    User.objects.filter(pk=coordinator.pk).update(role=Role.VOLUNTEER)

    batch = jobs.carry_out(ImportBatch.objects.get(pk=started.pk))

    assert batch.status == ImportStatus.CHECKED
    assert batch.error
    assert not Device.objects.exists()


def test_the_tick_enqueues_stalled_imports_again(started, capsys):
    assert jobs.offer_again(now=timezone.now()) == 0

    long_ago(started)
    call_command("tick")

    started.refresh_from_db()
    assert started.status == ImportStatus.APPLIED
    assert _("Tasks queued again: %(count)s") % {"count": 1} in capsys.readouterr().out.splitlines()


@pytest.mark.usefixtures("migrated_db")
@pytest.mark.audit
def test_a_killed_worker_leaves_nothing_half_applied(started):
    scheme = "sqlite:///{NAME}" if connection.vendor == "sqlite" else POSTGRES
    url = scheme.format(**connection.settings_dict)
    worker = subprocess.Popen(  # noqa: S603
        [sys.executable, "-c", WORKER, str(started.pk)],
        cwd=settings.PROJECT_DIR,
        env={**os.environ, "DATABASE_URL": url, "SECRET_KEY": "a worker", "DEBUG": "1"}
        | {"DJANGO_SETTINGS_MODULE": "config.settings"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with worker:
        seen_inside = worker.stdout.readline().strip()
        worker.kill()

    started.refresh_from_db()
    assert seen_inside == "3"
    assert started.status == ImportStatus.APPLYING
    assert Device.objects.count() == 0
    long_ago(started)
    assert jobs.offer_again(now=timezone.now()) == 1
    started.refresh_from_db()
    assert started.status == ImportStatus.APPLIED
    assert Device.objects.count() == 3


def test_the_events_of_a_job_belong_to_its_starter(started, site):
    other = UserFactory(coordinator=True, sites=[site])
    ImportBatch.objects.filter(pk=started.pk).update(by=other)

    jobs.apply_import_job.enqueue(started.pk)

    assert set(Event.objects.filter(kind="device.received").values_list("by", flat=True)) == {
        other.pk
    }
