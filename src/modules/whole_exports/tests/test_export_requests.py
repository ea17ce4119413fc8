"""Full export requested by an administrator, and available for some days."""

from datetime import timedelta
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from core.models import Event
from modules.whole_exports import jobs
from modules.whole_exports.models import ExportStatus, WholeExport
from modules.whole_exports.operations import RETENTION
from modules.whole_exports.tests.factories import WholeExportFactory
from people.privacy.operations import anonymise
from tests.factories import RecipientFactory, UserFactory
from tests.law import copy, delete, refused, write

pytestmark = [pytest.mark.django_db, pytest.mark.engine]


@pytest.fixture(autouse=True)
def _files_of_its_own(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def ask(client):
    return client.post(reverse("export_ask"), follow=True)


def kinds():
    events = Event.objects.filter(kind__startswith="export.").order_by("pk")
    return list(events.values_list("kind", flat=True))


def test_only_the_requester_downloads_it_and_each_step_is_recorded(admin, sign_in):
    client = sign_in(admin)
    assert reverse("export_file", args=[1])[:-2] in ask(client).content.decode()
    export = WholeExport.objects.get()
    answer = client.get(reverse("export_file", args=[export.pk]))
    content = b"".join(answer.streaming_content)
    assert "tables/people_user.csv" in ZipFile(BytesIO(content)).namelist()
    assert len(content) == export.size
    assert "attachment" in answer["Content-Disposition"]
    assert kinds() == ["export.asked", "export.ready", "export.downloaded"]
    assert list(WholeExport.folder().glob("*.progress")) == []
    other = sign_in(UserFactory(admin=True))  # other administrators must request their own
    answer = other.get(reverse("export_file", args=[export.pk]))
    assert answer.url == reverse("safekeeping")
    assert kinds().count("export.downloaded") == 1


def test_a_full_export_requires_a_second_factor_even_when_optional(admin, settings):
    settings.MFA_REQUIRED = False
    client = Client()
    client.force_login(admin)
    assert client.get(reverse("safekeeping")).status_code == 200
    assert client.post(reverse("export_ask")).url == reverse("mfa_index")
    assert not WholeExport.objects.exists()


def test_an_export_is_deleted_after_its_retention(
    admin, sign_in, django_capture_on_commit_callbacks
):
    client = sign_in(admin)
    ask(client)
    export = WholeExport.objects.get()
    call_command("tick")
    assert default_storage.exists(export.stored)
    WholeExport.objects.update(status_since=timezone.now() - RETENTION - timedelta(minutes=1))
    stored = export.stored
    with django_capture_on_commit_callbacks(execute=True):
        call_command("tick")
    assert not default_storage.exists(stored)
    assert WholeExport.objects.get().status == ExportStatus.FORGOTTEN
    gone = client.get(reverse("export_file", args=[export.pk]))
    assert gone.url == reverse("safekeeping")
    assert kinds()[-1] == "export.forgotten"


def test_an_export_is_deleted_when_a_person_is_anonymised(
    admin, sign_in, django_capture_on_commit_callbacks
):
    ask(sign_in(admin))
    stored = WholeExport.objects.get().stored
    with django_capture_on_commit_callbacks(execute=True):
        anonymise([RecipientFactory()], by=admin)
    assert not default_storage.exists(stored)
    assert WholeExport.objects.get().status == ExportStatus.FORGOTTEN


def test_an_export_of_a_killed_worker_is_made_again(admin):
    export = WholeExportFactory(by=admin)
    assert jobs.offer_exports_again(now=timezone.now()) == 0
    later = timezone.now() + jobs.LEASE + timedelta(minutes=1)
    assert jobs.offer_exports_again(now=later) == 1
    export.refresh_from_db()
    assert export.status == ExportStatus.READY
    assert jobs.offer_exports_again(now=later) == 0


def test_a_full_disk_is_reported_and_leaves_nothing(admin, monkeypatch):
    def full(*_args, **_keywords):
        raise OSError(28, "No space left on device")

    export = WholeExportFactory(by=admin)
    monkeypatch.setattr(jobs, "write_everything", full)
    jobs.make_export(export)
    export.refresh_from_db()
    assert export.status == ExportStatus.FAILED
    assert list(WholeExport.folder().iterdir()) == []


def test_an_export_has_a_file_only_while_it_is_ready():
    with refused("whole_exports_wholeexport_file_while_ready"):
        write(WholeExportFactory(ready=True), file="")
    with refused("whole_exports_wholeexport_file_while_ready"):
        copy(WholeExportFactory(forgotten=True), file="left.zip")
    with refused("whole_exports_wholeexport_status_known"):
        write(WholeExportFactory(), status="lent")


def test_an_export_keeps_its_owner():
    export = WholeExportFactory(ready=True)
    with refused("whole_exports_wholeexport_frozen"):
        write(export, by=UserFactory(admin=True))
    with refused("whole_exports_wholeexport_kept"):
        delete(export)
