"""Erasure form: methods offered for each medium, and required fields."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from inventory.devices.lifecycle.devices import MediumKind
from inventory.devices.lifecycle.erasure import LOGICAL, PHYSICAL, table_rows
from inventory.erasure.forms import DestroyForm, ErasureForm
from inventory.models import Medium
from tests.factories import DeviceFactory, ErasureFactory, MediumFactory


@pytest.fixture
def visitor(sign_in, technician):
    return sign_in(technician)


@pytest.fixture
def device(site):
    return DeviceFactory(site=site, refurbishing=True)


@pytest.fixture
def medium(device):
    """The only disk of the device, without a serial number."""
    device.media.update(serial="")
    return device.media.get()


def erasure(**more):
    return {
        "method": "ata_sanitize",
        "tool": "nwipe",
        "tool_version": "0.38",
        "medium_serial": " s3z1 ",
        "result": "passed",
        "started_at": (timezone.localtime() - timedelta(minutes=30)).strftime("%Y-%m-%dT%H:%M"),
        **more,
    }


def test_only_methods_that_prove_erasure_are_offered(device):
    rows = {(str(k), str(m)) for k, m, _s in table_rows() if m in LOGICAL}
    for kind in MediumKind:
        medium = Medium(kind=kind, device=device)
        offered = ErasureForm(medium=medium).fields["method"].choices
        groups = [group for group in offered if isinstance(group[1], list)]
        flat = {value for _name, rows in groups for value, _label in rows}
        plain = {value for value, label in offered if value and not isinstance(label, list)}
        if kind == MediumKind.UNKNOWN:
            assert (flat, plain) == ({":".join(row) for row in rows}, set())
        else:
            assert (flat, plain) == (set(), {method for of, method in rows if of == kind})
        ends = {value for value, _ in DestroyForm(medium=medium).fields["method"].choices}
        assert ends - {""} == {m for k, m, _s in table_rows() if k == kind and m in PHYSICAL}


@pytest.mark.usefixtures("unrendered")
def test_an_unknown_medium_proposes_the_last_used_tool(visitor, device, medium, technician):
    device.media.update(kind=MediumKind.UNKNOWN)
    ErasureFactory(operator=technician, tool="ShredOS", medium__kind="hdd")
    form = visitor.get(reverse("device_bench", args=[device.pk])).context["media"][0].erase_form
    assert form["tool"].value() == "ShredOS"


@pytest.mark.usefixtures("unrendered")
def test_kind_and_method_of_an_unknown_medium_are_chosen_together(visitor, device, medium):
    device.media.update(kind=MediumKind.UNKNOWN)
    where = reverse("medium_erase", args=[medium.pk])
    assert visitor.post(where, erasure()).context["media"][0].erase_form.errors["method"]
    visitor.post(where, erasure(method="nvme:nvme_sanitize"))
    medium.refresh_from_db()
    assert (medium.kind, medium.erasures.get().method) == ("nvme", "nvme_sanitize")


def test_a_serial_number_of_another_devices_disk_needs_confirmation_and_keeps_typed_values(
    visitor, device, medium
):
    other = MediumFactory(serial="S3Z1")
    where = reverse("medium_erase", args=[medium.pk])
    answer = visitor.post(where, erasure())
    page = answer.content.decode()
    assert other.device.asset_tag in page
    assert 'type="checkbox" name="override"' in page.replace("\n", " ")
    assert 'value="nwipe"' in page
    assert not medium.erasures.exists()
    visitor.post(where, erasure(override="on"))
    assert medium.erasures.get().medium_serial == "S3Z1"


@pytest.mark.usefixtures("unrendered")
def test_no_result_is_chosen_beforehand_and_a_proof_without_a_report_is_somebodys_word(
    visitor, technician, medium
):
    address = reverse("medium_erase", args=[medium.pk])
    form = visitor.get(address).context["media"][0].erase_form
    assert not form["result"].value()
    assert not form["started_at"].value()
    assert not form["method"].value()
    assert "tool" not in dict(form.fields["verification"].choices)

    visitor.post(address, erasure(result=""))
    assert not medium.erasures.exists()
    visitor.post(address, erasure(verification="tool"))
    assert not medium.erasures.exists()
    visitor.post(address, erasure(started_at=""))
    proof = medium.erasures.get()
    assert proof.started_at == proof.ended_at
    with translation.override("en"):
        assert proof.verification_in_words == f"on the word of {technician}"
