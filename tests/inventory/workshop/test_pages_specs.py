"""Specifications on the pages of a device are edited, shown, searched and exported."""

import pytest
from django.db import connection
from django.http import QueryDict
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from catalogue.models import Category
from inventory.device_pages.filters import DeviceFilter
from inventory.imports.device_export import export_cells
from inventory.imports.spec_display import lines_of
from inventory.models import Device, Specification
from inventory.workshop.forms.bench import SpecificationForm
from tests.cases import level_of, messages_of
from tests.factories import CategoryFactory, DeviceFactory, SpecificationFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def visitor(sign_in, technician):
    return sign_in(technician)


@pytest.fixture
def device(site):
    return DeviceFactory(refurbishing=True, site=site)


def note(visitor, device, **facts):
    return visitor.post(reverse("device_specify", args=[device.pk]), facts)


def test_specifications_entered_by_hand_are_shown_on_the_bench(visitor, device):
    answer = note(
        visitor,
        device,
        cpu="Intel Core i5-8350U",
        ram_gb="8",
        storage_gb="256",
        storage_kind="ssd",
        screen_inches="15.6",
        keyboard="azerty_fr",
        has_webcam="true",
        has_cellular="false",
        battery_design_mwh="50000",
        battery_full_mwh="30000",
        tpm="2.0",
        os="windows",
        os_version="10 Pro",
        licence="oem",
        coa_number="x15 39 1",
    )
    assert answer.url == reverse("device_bench", args=[device.pk])
    row = device.specification
    assert (row.ram_gb, row.has_webcam, row.has_cellular, row.cores) == (8, True, False, None)
    assert row.coa_number == "X15391"
    text = visitor.get(answer.url).content.decode()
    for words in ("8 Go", "15,6 pouces", "60 % de sa capacité", "batterie usée", "X15391"):
        assert words in text.replace("\u202f", " ").replace("\xa0", " ")


@pytest.mark.usefixtures("unrendered")
def test_an_emptied_field_becomes_unknown_and_the_rest_stays(visitor, device):
    SpecificationFactory(device=device)
    page = visitor.get(reverse("device_specify", args=[device.pk]))
    before = {name: field.value() for name, field in fields(page.context["form"])}
    sent = {name: value for name, value in before.items() if value not in (None, "")}
    note(visitor, device, **sent | {"ram_gb": "", "keyboard": "", "has_webcam": "unknown"})
    row = Specification.objects.get(device=device)
    assert (row.ram_gb, row.keyboard, row.has_webcam) == (None, "", None)
    assert (row.cores, row.storage_gb, row.battery_cycles, row.os_version) == (
        4,
        256,
        210,
        "11 Pro",
    )


def fields(form):
    return [(bound.name, bound) for bound in form if bound.name != "submission"]


def test_an_impossible_value_is_an_error_on_its_field(visitor, device):
    for facts, names in (
        ({"ram_gb": "0", "screen_inches": "500", "keyboard": "bépo"}, None),
        ({"ram_gb": "beaucoup"}, None),
        ({"screen_width": "1920"}, ["__all__"]),
        ({"battery_design_mwh": "1000", "battery_full_mwh": "9000"}, ["__all__"]),
    ):
        answer = note(visitor, device, cpu="Intel N100", **facts)
        assert sorted(answer.context["form"].errors) == sorted(names or facts), facts
        assert 'value="Intel N100"' in answer.content.decode()
    assert not Specification.objects.exists()


def test_a_coa_number_of_another_device_shows_a_warning(visitor, device):
    twin = SpecificationFactory(coa_number="X15391").device
    answer = visitor.post(reverse("device_specify", args=[device.pk]), {"coa_number": "x15391"})
    assert device.specification.coa_number == "X15391"
    assert level_of(answer) == "warning"
    assert str(twin) in messages_of(answer)[-1]


@pytest.mark.usefixtures("unrendered")
def test_each_kind_of_device_has_its_fields(visitor, site):
    def fields_of(**category):
        device = DeviceFactory(site=site, category=CategoryFactory(**category))
        return set(
            visitor.get(reverse("device_specify", args=[device.pk])).context["form"].fields
        ) - {"submission", "row_version"}

    laptop, phone, monitor = fields_of(), fields_of(phone=True), fields_of(without_data=True)
    assert {"keyboard", "tpm", "coa_number"} <= laptop
    assert {"os", "os_version", "ram_gb", "battery_cycles"} <= phone
    assert not {"keyboard", "tpm", "coa_number"} & phone
    assert monitor == {"screen_inches", "screen_width", "screen_height", "has_webcam"}


def test_a_phone_has_its_system(visitor, site):
    phone = DeviceFactory(site=site, refurbishing=True, category=CategoryFactory(phone=True))
    note(visitor, phone, os="android", os_version="13")
    page = visitor.get(reverse("device_bench", args=[phone.pk]))
    assert "Android 13" in page.content.decode()


def test_volunteers_see_the_figures_but_neither_the_form_nor_the_coa(sign_in, volunteer, site):
    device = SpecificationFactory(device__site=site, coa_number="X15391").device
    text = sign_in(volunteer).get(reverse("device_detail", args=[device.pk])).content.decode()
    assert "i5-8350U" in text
    assert "X15391" not in text
    assert reverse("device_specify", args=[device.pk]) not in text


def test_unknown_values_have_no_line():
    assert lines_of(Specification(), with_coa=True) == []
    lines = dict(lines_of(Specification(has_webcam=False, battery_cycles=0), with_coa=True))
    assert lines == {"Webcam": "non", "Batterie": "0 cycle"}


@pytest.fixture
def three(site):
    """Devices with 4 GB and 13.3 inches, with 16 GB and 15.6 inches, and without data."""
    small = SpecificationFactory(device__site=site, ram_gb=4, storage_gb=128, screen_inches="13.3")
    large = SpecificationFactory(device__site=site, ram_gb=16, storage_gb=512, screen_inches="15.6")
    return small.device, large.device, DeviceFactory(site=site)


@pytest.mark.usefixtures("unrendered")
def test_the_device_list_is_filtered_by_specifications(visitor, technician, three):
    request = RequestFactory().get(reverse("device_list"))
    request.user = technician
    for query, expected in (
        ("ram=4", [0, 1]),
        ("ram=8", [1]),
        ("ram=32", []),
        ("storage=256", [1]),
        ("screen=13", [0, 1]),
        ("screen=15&ram=16", [1]),
        ("ram=5", [0, 1, 2]),
        ("", [0, 1, 2]),
    ):
        found = DeviceFilter(QueryDict(query), queryset=Device.objects.all(), request=request)
        assert set(found.qs) == {three[place] for place in expected}, query
    page = visitor.get(reverse("device_list"), {"ram": "8"})
    assert list(page.context["table"].paginated_rows) == [three[1]]


def test_the_export_has_the_specifications(three):
    rows = [[str(cell) for cell in row] for row in export_cells(Device.objects.order_by("pk"))]
    by_heading = [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]
    assert [row["mémoire (Go)"] for row in by_heading] == ["4", "16", ""]
    assert by_heading[0]["clavier"] == "AZERTY français"
    assert by_heading[0]["webcam"] == "oui"
    assert by_heading[2]["webcam"] == ""
    assert len(set(rows[0])) == len(rows[0])


def test_the_export_of_specifications_takes_constant_queries():
    counts = []
    for _time in range(2):
        SpecificationFactory.create_batch(3)
        with CaptureQueriesContext(connection) as seen:
            list(export_cells(Device.objects.all()))
        counts.append(len(seen))
    assert counts[0] == counts[1] < 8  # one query for the devices, and one for each relation


@pytest.mark.usefixtures("reference")
def test_every_seeded_category_can_be_specified():
    categories = Category.objects.all()
    assert categories
    for category in categories:
        assert SpecificationForm(device=Device(category=category)).as_div()
