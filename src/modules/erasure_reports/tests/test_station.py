"""The bench station and its API: five fictitious machines, over HTTP."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from core.workflow.lifecycle import Refused
from inventory.devices.lifecycle.devices import MediumKind
from inventory.models import Erasure, ErasureReport, Medium, Specification
from modules.erasure_reports.tests.reports import NWIPE_LOG, blancco, nwipe_words, pdf_of
from tests.api.caller import Caller
from tests.factories import DeviceFactory, TokenFactory
from tests.station import MACHINES, Station


@pytest.fixture
def devices(site):
    """Five devices on the bench with a tag and no other data."""
    found = {}
    for number, name in enumerate(MACHINES):
        device = DeviceFactory(
            refurbishing=True,
            site=site,
            brand=None,
            model=None,
            serial=None,
            asset_tag=f"RB2600{number:04d}",
            received_at=timezone.now() - timedelta(days=3),
        )
        device.media.update(kind=MediumKind.UNKNOWN, serial="", capacity_gb=None)
        found[name] = device
    return found


@pytest.fixture
def station(tmp_path, live_server, technician):
    TokenFactory(user=technician, secret="secret of the station", scopes=["bench"])
    return Station(tmp_path, url=live_server.url, token="secret of the station")


def nwipe(model, serial, method, **more):
    ended = timezone.localtime() - timedelta(hours=1)
    words = nwipe_words(
        ended - timedelta(hours=1), ended, model=model, serial=serial, method=method, **more
    )
    return pdf_of(words)


@pytest.mark.audit
@pytest.mark.django_db(transaction=True)
def test_five_machines_are_read_erased_and_recorded(devices, station):
    shown = {}
    for name, device in devices.items():
        root = station.boot(name)
        if name == "probook":
            report = nwipe("SK hynix SC311 S", "DEMOMI84N", "DoD Short")
            (root / "root").mkdir()
            (root / "root/nwipe_report.pdf").write_bytes(report)
        if name == "tower":
            disk = nwipe("WDC WD10EZEX-08W", "DEMOWCC6Y", "Fill With Zeros")
            (station.stick / "nwipe_tower.pdf").write_bytes(disk)
        shown[name] = station.run(types=f"{device.asset_tag}\n")
    for device in devices.values():
        device.refresh_from_db()
    facts = {
        name: (
            device.serial,
            Specification.objects.get(device=device).ram_gb,
            [
                (m.kind, m.serial, m.health, m.hours_on, m.erasures.count())
                for m in device.media.all()
            ],
        )
        for name, device in devices.items()
    }
    assert facts == {
        "thinkpad": ("DEMOPF1A2B3", 8, [("nvme", "DEMOS41GNX0K", "good", 4210, 0)]),
        "latitude": ("DEMO7Z1", 8, [("hdd", "DEMOW62ABCDE", "failing", 31000, 0)]),
        "probook": ("DEMO5CD8", 4, [("ssd", "DEMOMI84N", "good", 100, 1)]),
        "tower": (
            None,
            8,
            [("hdd", "DEMOWCC6Y", "worn", 18000, 1), ("ssd", "DEMO50026B", "", None, 0)],
        ),
        "chromebook": (None, 4, [("embedded", "0XDEMO77", "", None, 0)]),
    }
    assert "Disk DEMOW62ABCDE: failing: replace it" in shown["latitude"]
    assert "The data on this device must be erased before it is used." in shown["thinkpad"]
    # Overwriting an SSD is recorded as an attempt and proves nothing; for a hard disk it is a
    # proof.
    assert "This erasure proves nothing for this kind of disk: use" in shown["probook"]
    results = Erasure.objects.values_list("medium__serial", "result", "method")
    assert set(results) == {
        ("DEMOMI84N", "unknown", "overwrite"),
        ("DEMOWCC6Y", "passed", "overwrite"),
    }
    assert devices["probook"].needs_erasure
    assert not list((station.stick / "queue").iterdir())
    # The same stick in the same machine again, in French, found by its serial number.
    (station.stick / "rebond.conf").write_text(
        (station.stick / "rebond.conf").read_text().replace("=en", "=fr")
    )
    station.root = station.folder / "probook"
    assert "Ses données" in station.run(types="\n")
    assert Erasure.objects.count() == 2
    # A machine that differs from its tag: nothing is recorded.
    refused = station.run(devices["thinkpad"].asset_tag)
    assert "C’est une autre machine" in refused
    assert [path.name[:8] for path in (station.stick / "refused").iterdir()] == ["machine-"]
    assert devices["thinkpad"].machine_reports.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_folder_of_reports_finds_its_devices(devices, station, tmp_path):
    latitude, tower = devices["latitude"], devices["tower"]
    latitude.media.update(kind="ssd", serial="DEMOSSD0001", model="DEMO SSD 860 EVO")
    tower.media.update(kind="hdd", serial="DEMOHDD0002", model="DEMO HDD 1000")
    Medium.objects.create(device=tower, kind="hdd", serial="DEMOK1", model="OTHER MODEL")
    folder, ended = tmp_path / "reports", timezone.now() - timedelta(hours=1)
    folder.mkdir()
    (folder / "blancco.xml").write_bytes(blancco(ended - timedelta(hours=1), ended, "Successful"))
    (folder / "killdisk.XML").write_text(
        '<killdisk><erase method="Zeros" finished="2026-03-02 10:30:00" result="Erased">'
        '<disk product="DEMO HDD 80" serial="DEMOK1"/></erase></killdisk>'
    )
    (folder / "other.xml").write_text("<report/>")
    latitude.media.create(kind="hdd", serial="DEMOHDD0004", model="DEMO HDD 500")
    latitude.media.create(kind="hdd", serial="DEMOHDD0005", model="DEMO HDD 501")
    local = timezone.localtime(ended)
    log = NWIPE_LOG.replace("2026/03/02 10:30:00", f"{local:%Y/%m/%d %H:%M:%S}")
    (folder / "nwipe.log").write_text(log)
    (folder / "old.log").write_text(NWIPE_LOG)
    station.boot("thinkpad")
    shown = station.run("upload", folder)
    assert set(Erasure.objects.values_list("medium__serial", "method", "result")) == {
        ("DEMOSSD0001", "firmware", "passed"),
        ("DEMOHDD0002", "overwrite", "passed"),
        ("DEMOHDD0004", "overwrite", "passed"),
        ("DEMOHDD0005", "overwrite", "failed"),
    }
    assert "This erasure ended before the device arrived" in shown
    assert "Complete this report on its page: http" in shown
    assert "None of our devices contains the disk DEMOK1 (DEMO HDD 80)." in shown
    assert "This file does not come from a tool we know: scan the tag" in shown
    assert len(list((station.stick / "refused").iterdir())) == 2
    assert "recorded" not in station.run("upload", folder)  # each file is sent once
    (station.stick / "token").write_text("another")
    (folder / "late.xml").write_text("<report />")
    assert "Not sent (401)" in station.run("upload", folder, code=1)


@pytest.mark.django_db
def test_a_report_of_several_devices_is_recorded_for_all_or_none(devices, technician, monkeypatch):
    tower, latitude = devices["tower"], devices["latitude"]
    tower.media.update(kind="hdd", serial="DEMOHDD0004", model="DEMO HDD 500")
    latitude.media.update(kind="hdd", serial="DEMOHDD0005", model="DEMO HDD 501")
    client = Caller(technician, scopes=["bench"]).client
    check = "inventory.erasure.operations.certificates.check_on_hand"
    for device in (tower, latitude):
        monkeypatch.setattr(check, refused_for(device))
        report = SimpleUploadedFile("nwipe.log", NWIPE_LOG.encode())
        assert client.post("/api/v1/erasure-reports", {"report": report}).status_code == 409
        assert not ErasureReport.objects.exists(), device


def refused_for(device):
    def check(other):
        if other == device:
            raise Refused("Not here.")

    return check
