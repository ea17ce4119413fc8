"""Pages of hardware reports: upload, preview, apply, delete."""

import json

import pytest
from django.urls import reverse

from core.workflow.lifecycle import Refused
from inventory.devices.lifecycle.devices import MediumKind
from inventory.models import MachineReport
from inventory.workshop.operations import specifications as specification_operations
from inventory.workshop.operations.specifications import compared
from tests.factories import DeviceFactory, DeviceModelFactory
from tests.inventory.workshop.machines import sample

pytestmark = pytest.mark.django_db
THINKPAD, TOWER = sample("collect_thinkpad.json"), sample("collect_tower.json")


@pytest.fixture
def visitor(sign_in, technician):
    return sign_in(technician)


@pytest.fixture
def device(site):
    """A device on the bench of which only the tag is known."""
    device = DeviceFactory(
        refurbishing=True, site=site, brand=None, model=None, serial=None, asset_tag="RB26000011"
    )
    device.media.update(kind=MediumKind.UNKNOWN, serial="", capacity_gb=None)
    return device


@pytest.fixture
def report(device, technician):
    return specification_operations.keep_report(device, by=technician, content=THINKPAD)


def test_another_machine_is_an_alert_and_nothing_is_ticked(visitor, site, technician):
    owner = DeviceFactory(serial="DEMOPF1A2B3", model=DeviceModelFactory())
    device = DeviceFactory(refurbishing=True, site=site, serial="OTHER1")
    report = specification_operations.keep_report(device, by=technician, content=THINKPAD)
    page = visitor.get(reverse("machine_report", args=[report.pk]))
    text = page.content.decode()
    assert page.context["comparison"].is_other_machine
    assert "alert-danger" in text
    assert str(owner) in text
    assert " checked" not in text


def test_another_model_is_a_question_and_nothing_is_ticked(visitor, site, technician):
    model = DeviceModelFactory(name="Latitude 5400", brand__name="Dell")
    device = DeviceFactory(refurbishing=True, site=site, brand=model.brand, model=model)
    type(device).objects.filter(pk=device.pk).update(serial=None)
    report = specification_operations.keep_report(device, by=technician, content=THINKPAD)
    page = visitor.get(reverse("machine_report", args=[report.pk]))
    text = page.content.decode()
    assert page.context["comparison"].is_other_model
    assert "alert-danger" in text
    assert page.context["comparison"].machine.model in text
    assert " checked" not in text
    with pytest.raises(Refused, match="ThinkPad T480"):
        specification_operations.take_report(device, by=technician, content=THINKPAD)


def test_without_a_serial_number_the_page_requires_confirmation(visitor, device, technician):
    report = specification_operations.keep_report(device, by=technician, content=TOWER)
    text = visitor.get(reverse("machine_report", args=[report.pk])).content.decode()
    assert "alert-info" in text
    assert text.count(" checked") == len(compared(report).changes) + 2


def post(visitor, device, **sent):
    return visitor.post(reverse("machine_read", args=[device.pk]), sent)


@pytest.mark.usefixtures("unrendered")
def test_a_pasted_text_leads_to_the_preview_and_back_to_the_bench(visitor, device):
    answer = post(visitor, device, text=THINKPAD.decode())
    report = MachineReport.objects.get()
    assert answer.url == reverse("machine_report", args=[report.pk])
    form = visitor.get(answer.url).context["form"]
    sent = {"seen": form["seen"].value(), "names": ["cpu", "cores"], "disks": ["0"]}
    answer = visitor.post(answer.url, sent)
    assert answer.url == reverse("device_bench", args=[device.pk])
    assert device.specification.cores == 4
    assert device.media.get().serial == "DEMOS41GNX0K"


def test_an_uploaded_file_is_read_too(visitor, device, tmp_path):
    path = tmp_path / "machine.json"
    path.write_bytes(TOWER)
    with path.open("rb") as upload:
        assert post(visitor, device, upload=upload).status_code == 302
    assert MachineReport.objects.get().document.read() == TOWER


@pytest.mark.usefixtures("unrendered")
def test_an_invalid_machine_report_is_refused(visitor, device):
    """`test_machines_hostile` has the messages of the readers."""
    for text in ("", "hello", "x" * 1_000_001):
        answer = post(visitor, device, text=text)
        assert answer.status_code == 200
        assert answer.context["form"].errors, text[:9]
    assert not MachineReport.objects.exists()


@pytest.mark.usefixtures("unrendered")
def test_either_text_or_file_is_required(visitor, device, tmp_path):
    path = tmp_path / "machine.json"
    path.write_bytes(TOWER)
    with path.open("rb") as upload:
        answer = post(visitor, device, upload=upload, text=TOWER.decode())
    assert answer.context["form"].non_field_errors()


def test_the_report_is_downloaded_unchanged_as_an_attachment(visitor, device, technician):
    hostile = json.dumps({"rebond_collect": 1, "cpu": "<script>alert(1)</script>"}).encode()
    report = specification_operations.keep_report(device, by=technician, content=hostile)
    answer = visitor.get(reverse("machine_file", args=[report.pk]))
    assert answer.content == hostile
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Disposition"].startswith("attachment")
    page = visitor.get(reverse("machine_report", args=[report.pk])).content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page


def test_files_are_listed_on_the_device_and_deleted_from_there(visitor, report, device):
    address = reverse("machine_report", args=[report.pk])
    assert address in visitor.get(reverse("device_detail", args=[device.pk])).content.decode()
    visitor.post(reverse("machine_drop", args=[report.pk]))
    assert address not in visitor.get(reverse("device_detail", args=[device.pk])).content.decode()
    assert visitor.get(address).url == reverse("device_detail", args=[device.pk])
    answer = visitor.get(reverse("machine_file", args=[report.pk]))
    assert answer.url == reverse("device_detail", args=[device.pk])


def test_a_report_of_another_site_is_a_404(visitor, technician):
    report = specification_operations.keep_report(DeviceFactory(), by=technician, content=TOWER)
    for name in ("machine_report", "machine_file"):
        assert visitor.get(reverse(name, args=[report.pk])).status_code == 404
    assert visitor.post(reverse("machine_drop", args=[report.pk])).status_code == 404
    assert visitor.get(reverse("machine_read", args=[report.device_id])).status_code == 404


def test_volunteers_cannot_download_reports(sign_in, volunteer, report):
    visitor = sign_in(volunteer)
    page = visitor.get(reverse("device_detail", args=[report.device_id])).content.decode()
    assert reverse("machine_report", args=[report.pk]) not in page
    assert visitor.get(reverse("machine_file", args=[report.pk])).status_code == 403


def test_the_collect_script_is_downloadable(visitor):
    answer = visitor.get(reverse("collect_script"))
    assert answer.content.startswith(b"#!/bin/sh")
    assert 'filename="rebond-bench"' in answer["Content-Disposition"]
