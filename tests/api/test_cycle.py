"""A device goes from a lot to an erasure, and a voucher is revealed, through the API only."""

from datetime import timedelta

import pytest
from django.utils import timezone

from donations.models import Donation
from tests.api.caller import Caller
from tests.factories import (
    CategoryFactory,
    DeviceFactory,
    DonationFactory,
    VoucherBatchFactory,
    VoucherFactory,
)


@pytest.fixture(autouse=True)
def _unlimited(monkeypatch):
    monkeypatch.setattr("api.views.is_within", lambda *_args, **_kwargs: True)


def done(answer):
    assert answer.status_code in {200, 201}, answer.content.decode()
    return answer.json()


def test_a_device_is_registered_specified_and_erased(coordinator, technician, site):
    lot, category = DonationFactory(site=site, received=True), CategoryFactory(holds_data=True)
    office, bench = Caller(coordinator), Caller(technician, scopes=["bench"])
    rows = [{"category": category.code, "brand": "Dell", "serial": "5CG001"}]
    [device] = done(office.post(f"/api/v1/donations/{lot.pk}/devices", {"rows": rows}))["items"]
    path = f"/api/v1/devices/{device['id']}"
    assert (device["brand"], device["needs_erasure"]) == ("Dell", True)

    done(bench.post(f"{path}/refurbish"))
    done(bench.post(f"{path}/specify", {"cpu": "Intel Core i5-8350U", "ram_gb": 8}))
    [specification] = done(bench.get(f"{path}/specifications"))["items"]
    assert (specification["ram_gb"], specification["storage_gb"]) == (8, None)
    [medium] = done(bench.get(f"{path}/media"))["items"]
    erased = {
        "method": "hdd:overwrite",
        "tool": "nwipe",
        "tool_version": "0.37",
        "medium_serial": "S3Z9",
        "result": "passed",
        "started_at": timezone.now().isoformat(),
    }
    done(bench.post(f"{path}/media/{medium['id']}/erase", erased))
    assert done(bench.get(path))["needs_erasure"] is False
    assert done(bench.get(f"{path}/erasures"))["items"][0]["tool"] == "nwipe"
    assert bench.post(f"{path}/finish", {"grade": "B"}).status_code in {200, 409}


def test_a_datetime_is_not_a_date_and_belongs_to_its_local_day(coordinator, technician, site):
    office, bench = Caller(coordinator), Caller(technician, scopes=["bench"])
    lot = {"donor": "Mairie de Rennes", "new_donor_kind": "public", "site": site.pk}
    answer = office.post("/api/v1/donations", lot | {"collect_on": "2026-12-10T23:30:00Z"})
    assert (answer.status_code, list(answer.json()["errors"])) == (422, ["collect_on"])
    assert not Donation.objects.exists()
    late = timezone.now().replace(hour=23, minute=30, second=0, microsecond=0)
    ended = (late - timedelta(days=1)).strftime("%Y-%m-%dT%H:%M:%SZ")
    device = DeviceFactory(refurbishing=True, site=site, received_at=late - timedelta(days=3))
    medium = device.media.get()
    path = f"/api/v1/devices/{device.pk}/media/{medium.pk}/erase"
    erased = {
        "method": "ata_sanitize",
        "medium_serial": medium.serial,
        "tool": "nwipe",
        "tool_version": "0.37",
        "result": "passed",
    }
    done(bench.post(path, erased | {"started_at": ended, "ended_at": ended}))
    day = late.date()  # it ended at 23:30 UTC on the day before
    assert timezone.localdate(medium.erasures.get().ended_at) == day


def test_a_voucher_code_is_in_one_response_only(coordinator, site):
    batch = VoucherBatchFactory(site=site)
    voucher = VoucherFactory(batch=batch, handed_out=True)
    caller = Caller(coordinator)
    path = f"/api/v1/vouchers/{voucher.pk}"
    assert set(done(caller.get(path))).isdisjoint({"code", "pin", "puk"})
    shown = caller.post(f"{path}/reveal", {}, **{"Idempotency-Key": "once"})
    assert done(shown)["code"]
    assert shown.headers["Cache-Control"] == "no-store"
    assert caller.post(f"{path}/reveal", {}, **{"Idempotency-Key": "once"}).status_code == 409
    # a reason is required from the second time on
    assert caller.post(f"{path}/reveal").status_code == 422
