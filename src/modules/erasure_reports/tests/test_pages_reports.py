"""Erasure reports at the bench: upload, preview, confirm; each disk has its own record."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from core.models import Document
from inventory.erasure.operations import certificates as certificate_operations
from inventory.models import Erasure, ErasureReport, Medium
from modules.erasure_reports.tests.reports import (
    NWIPE_UNFINISHED_LOG,
    blancco,
    nwipe_words,
    pdf_of,
    upload,
)
from people.models import User
from tests.factories import (
    DeviceFactory,
    ErasureFactory,
    ErasureReportFactory,
    MediumFactory,
    UserFactory,
)


@pytest.fixture
def visitor(sign_in, technician):
    return sign_in(technician)


@pytest.fixture
def device(site):
    device = DeviceFactory(site=site, refurbishing=True, serial="DEMOPC0009")
    device.media.update(serial="DEMOSSD0001")
    return device


@pytest.fixture
def times():
    ended = timezone.now().replace(microsecond=0) - timedelta(minutes=5)
    return ended - timedelta(hours=1), ended


def attach(visitor, device, content, name="report.xml"):
    path = reverse("report_attach", args=[device.pk])
    return visitor.post(path, {"report": upload(content, name)}, follow=True)


def shown(answer):
    """Data that the confirmation page submits unchanged."""
    form = answer.context["form"]
    fields = [field for entry in form.entries for field in entry]
    values = {field.html_name: field.value() for field in fields}
    values = {
        n: v.strftime("%Y-%m-%dT%H:%M:%S") if hasattr(v, "hour") else v for n, v in values.items()
    }
    return {name: "" if value is None else value for name, value in values.items()}


def local(values, times):
    started, ended = (f"{timezone.localtime(t):%Y-%m-%dT%H:%M:%S}" for t in times)
    return (
        values
        | {n: started for n in values if n.endswith("started_at")}
        | {n: ended for n in values if n.endswith("ended_at")}
    )


def test_one_report_creates_a_record_for_each_disk(visitor, device, technician, times):
    answer = attach(visitor, device, blancco(*times, state="Successful"))
    report = ErasureReport.objects.get()
    first, second = answer.context["form"].entries
    assert first["medium"].value() == device.media.get().pk
    assert (second["medium"].value(), second["result"].value()) == ("new", "passed")

    data = local(shown(answer), times) | {"disk1-tool_version": "6.9.1"}
    visitor.post(report.get_absolute_url(), data)

    proofs = Erasure.objects.order_by("pk")
    assert [(p.medium_serial, p.method, p.standard, p.report, p.operator) for p in proofs] == [
        ("DEMOSSD0001", "firmware", "purge", report, technician),
        ("DEMOHDD0002", "overwrite", "clear", report, technician),
    ]
    assert {p.parent_serial for p in proofs} == {"DEMOPC0009"}
    assert Medium.objects.get(serial="DEMOHDD0002").kind == "hdd"
    device.refresh_from_db()
    assert not device.needs_erasure


def test_a_report_of_disks_that_no_serial_number_tells_apart_asks_which_is_which(
    visitor, device, times
):
    Medium.objects.update(serial="")
    MediumFactory(device=device, serial="")
    answer = attach(visitor, device, blancco(*times, state="Successful"))
    assert [entry["medium"].value() for entry in answer.context["form"].entries] == ["", ""]
    path, data = answer.redirect_chain[-1][0], local(shown(answer), times)
    refused = visitor.post(path, data | {"disk0-medium": "new"})
    assert refused.context["form"].entries[1].errors["medium"] == [
        "Indiquez de quel disque il s’agit."
    ]
    assert not Erasure.objects.exists()


def test_a_log_without_the_results_of_its_disks_proves_nothing(visitor, device):
    answer = attach(visitor, device, NWIPE_UNFINISHED_LOG.encode(), name="nwipe.log")
    entries = answer.context["form"].entries
    assert [(e["medium_serial"].value(), e["result"].value()) for e in entries] == [
        ("DEMOHDD0004", "unknown"),
        ("DEMONV0003", "unknown"),
    ]
    assert [entry.warnings[0] for entry in entries] == [
        "Le rapport ne prouve pas l’effacement de ce disque."
    ] * 2


def test_a_failed_disk_keeps_the_device_unerased(visitor, device, times):
    answer = attach(visitor, device, blancco(*times, state="Failed"))
    visitor.post(answer.redirect_chain[-1][0], local(shown(answer), times))
    device.refresh_from_db()
    assert set(Erasure.objects.values_list("result", flat=True)) == {"passed", "failed"}
    assert device.needs_erasure


def test_an_invalid_form_records_nothing_and_excluded_disks_are_left_out(visitor, device, times):
    answer = attach(visitor, device, blancco(*times))
    data = local(shown(answer), times)
    path = answer.redirect_chain[-1][0]
    again = visitor.post(path, data | {"disk0-tool": ""})
    assert "tool" in again.context["form"].entries[0].errors
    none = visitor.post(path, data | {"disk0-medium": "out", "disk1-medium": "out"})
    assert none.context["form"].non_field_errors()
    assert not Erasure.objects.exists()
    visitor.post(path, data | {"disk1-medium": "out"})
    assert Erasure.objects.get().medium_serial == "DEMOSSD0001"


def test_the_same_file_is_one_report_and_is_recorded_once(visitor, device, times):
    content = blancco(*times, state="Successful")
    data = local(shown(attach(visitor, device, content)), times)
    answer = attach(visitor, device, content)
    visitor.post(answer.redirect_chain[-1][0], data)
    again = visitor.post(answer.redirect_chain[-1][0], data | {"disk1-medium": "out"})
    assert again.context["form"].non_field_errors()
    assert (ErasureReport.objects.count(), Erasure.objects.count()) == (1, 2)


def test_a_report_of_another_device_shows_a_warning(visitor, site, times):
    device = DeviceFactory(site=site, refurbishing=True, serial="OTHER")
    answer = attach(visitor, device, blancco(*times))
    assert "DEMOPC0009" in " ".join(map(str, answer.context["form"].entries[0].warnings))


def test_overwritten_flash_is_stored_as_unknown(visitor, device, times):
    paper = pdf_of(nwipe_words(*times, serial="DEMOSSD0001", bus="ATA/S", method="PRNG Stream"))
    answer = attach(visitor, device, paper, "nwipe.pdf")
    entry = answer.context["form"].entries[0]
    assert (entry["result"].value(), len(entry.warnings)) == ("unknown", 2)
    data = local(shown(answer), times)
    visitor.post(answer.redirect_chain[-1][0], data)
    device.refresh_from_db()
    assert (Erasure.objects.get().result, device.needs_erasure) == ("unknown", True)
    refused = visitor.post(answer.redirect_chain[-1][0], data | {"disk0-result": "passed"})
    assert refused.context["form"].non_field_errors()


def test_a_report_of_an_unknown_tool_is_entered_by_hand(visitor, device, times):
    answer = attach(visitor, device, pdf_of(["Something"]), "paper.pdf")
    entry = answer.context["form"].entries[0]
    assert entry["medium"].value() == device.media.get().pk
    assert entry["result"].value() == ""
    data = local(shown(answer), times)
    by_hand = {"disk0-result": "passed", "disk0-tool": "Tool", "disk0-tool_version": "1"}
    by_hand["disk0-method"] = "ssd:ata_sanitize"
    visitor.post(answer.redirect_chain[-1][0], data | by_hand)
    assert Erasure.objects.get().report.document.content_type == "application/pdf"


def test_a_hostile_file_is_refused_with_a_message_and_not_stored(visitor, device):
    answer = attach(visitor, device, b"<!DOCTYPE r [<!ENTITY a 'b'>]><r>&a;</r>")
    assert answer.context["report_form"].errors["report"]
    assert answer.context["step"] == "data"
    assert not ErasureReport.objects.exists()
    assert not Document.objects.filter(kind="erasure_report").exists()


def test_the_file_is_a_download_for_technicians_of_the_site(sign_in, visitor, device, times, site):
    attach(visitor, device, blancco(*times))
    path = reverse("report_file", args=[ErasureReport.objects.get().pk])
    answer = visitor.get(path)
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    elsewhere = sign_in(UserFactory(technician=True))
    assert elsewhere.get(path).status_code == 404
    assert sign_in(UserFactory(volunteer=True, sites=[site])).get(path).status_code == 403


def test_a_report_without_a_proof_is_purged_after_a_week(device):
    proven = ErasureReportFactory()
    ErasureFactory(medium=proven.device.media.get(), report=proven)
    report = ErasureReportFactory(device=device)
    system, now = User.objects.system(), timezone.now()
    assert certificate_operations.forget_reports(by=system, now=now + timedelta(days=6)) == 0
    assert certificate_operations.forget_reports(by=system, now=now + timedelta(days=8)) == 1
    report.document.refresh_from_db()
    assert report.document.purged_at
    later = now + timedelta(days=400)
    assert certificate_operations.forget_reports(by=system, now=later) == 0


def test_no_report_is_attached_to_a_device_that_is_out(sign_in, technician, site, times):
    device = DeviceFactory(site=site, on_loan=True)
    MediumFactory(device=DeviceFactory(site=site))
    attach(sign_in(technician), device, blancco(*times))
    assert not ErasureReport.objects.exists()
