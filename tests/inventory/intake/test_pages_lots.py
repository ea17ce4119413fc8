import pytest
from django.urls import reverse
from django.utils.html import strip_tags

from catalogue.models import Brand
from core.models import Event
from donations.lifecycle import DonationStatus
from inventory.intake.lot_reconciliation import LotLine
from inventory.models import Device
from tests.cases import named, tried
from tests.factories import (
    CategoryFactory,
    DeviceFactory,
    DonationFactory,
    DonationLineFactory,
    ImportBatchFactory,
    PlaceFactory,
)


@pytest.fixture
def visitor(sign_in, volunteer):
    return sign_in(volunteer)


@pytest.fixture
def lot(site):
    return DonationFactory(site=site, received=True)


@pytest.fixture
def laptop(db):
    return CategoryFactory(code="laptop", holding_data=True)


@pytest.mark.usefixtures("english")
def test_the_difference_is_described():
    for figures, label, tone in (
        ((12, None, 12, 12), "all there", "good"),
        ((12, None, 10, 10), "2 to enter", "wait"),
        ((12, 11, 10, 10), "1 fewer than announced · 1 to enter", "wait"),
        ((12, 14, 14, 14), "2 more than announced", "info"),
        ((0, None, 3, 3), "3 not announced", "info"),
        ((12, 12, 13, 13), "1 too many entered", "info"),
        ((12, 12, 12, 5), "7 labels to stick and scan", "wait"),
        (
            (12, 11, 10, 0),
            "1 fewer than announced · 1 to enter · 10 labels to stick and scan",
            "wait",
        ),
        ((12, 14, 14, 13), "2 more than announced · 1 label to stick and scan", "wait"),
    ):
        with named(figures, label, tone):
            line = LotLine(None, *figures)
            assert (line.status_label, line.status_tone) == (label, tone)


@pytest.mark.usefixtures("english")
def test_the_page_compares_announced_counted_and_entered(visitor, volunteer, lot, laptop, site):
    volunteer.language = "en"
    volunteer.save()
    DonationLineFactory(donation=lot, category=laptop, announced=3, counted=2)
    device = DeviceFactory(donation=lot, category=laptop, site=site)
    DeviceFactory(donation=lot, category=laptop, site=site, withdrawn=True)
    text = visitor.get(lot.get_absolute_url()).content.decode()
    assert "1 fewer than announced · 1 to enter · 1 label to stick and scan" in text
    assert device.asset_tag in text


def test_the_count_at_delivery_is_saved(visitor, lot, laptop):
    DonationLineFactory(donation=lot, category=laptop, announced=3)
    phone, screen = CategoryFactory(code="phone"), CategoryFactory(code="screen")
    path = reverse("donation_count", args=[lot.pk])
    empty = visitor.post(path, {f"category_{laptop.pk}": ""})
    assert 'role="alert"' in empty.content.decode()
    assert not Event.objects.about(lot).exists()
    visitor.post(path, {f"category_{laptop.pk}": "2", f"category_{phone.pk}": "4"})
    lines = lot.lines.values_list("category__code", "announced", "counted")
    assert sorted(lines) == [("laptop", 3, 2), ("phone", 0, 4)]
    assert Event.objects.about(lot).get().data["count"] == 6
    visitor.post(path, {f"category_{laptop.pk}": "2", f"category_{phone.pk}": ""})
    assert lot.lines.get().category == laptop
    assert not lot.lines.filter(category=screen).exists()


def test_a_count_that_is_no_number_stays_on_the_form(visitor, lot, laptop):
    DonationLineFactory(donation=lot, category=laptop, announced=3)
    path = reverse("donation_count", args=[lot.pk])
    answer = visitor.post(path, {f"category_{laptop.pk}": "-2"})
    assert 'value="-2"' in answer.content.decode()
    assert lot.lines.get().counted is None


def test_a_closed_lot_is_no_longer_counted(visitor, site, laptop):
    for state in ("closed", "cancelled"):
        with tried(state):
            lot = DonationFactory(site=site, **{state: True})
            DonationLineFactory(donation=lot, category=laptop, announced=3)
            path = reverse("donation_count", args=[lot.pk])
            assert path not in visitor.get(lot.get_absolute_url()).content.decode()
            visitor.post(path, {f"category_{laptop.pk}": "2"})
            assert lot.lines.get().counted is None


def test_twelve_of_one_model_are_entered_at_once(visitor, site, laptop):
    lot = DonationFactory(site=site, promised=True)
    shelf = PlaceFactory(site=site, code="A1")
    facts = {
        "category": laptop.pk,
        "brand": " dell ",
        "model": "Latitude 5490",
        "quantity": "12",
        "serials": "DEMO1\n\n demo2 \r\n",
        "place": "a1",
        "is_here": "on",
    }
    answer = visitor.post(reverse("donation_enter", args=[lot.pk]), facts)
    devices = list(Device.objects.order_by("pk"))
    lot.refresh_from_db()
    assert answer.url == lot.get_absolute_url()
    assert [device.serial for device in devices] == ["DEMO1", "DEMO2", *[None] * 10]
    assert {(str(d.brand), str(d.model), d.place) for d in devices} == {
        ("dell", "Latitude 5490", shelf)
    }
    assert lot.status == DonationStatus.RECEIVED


def test_an_existing_brand_matches_however_it_is_typed(visitor, lot, laptop):
    path = reverse("donation_enter", args=[lot.pk])
    DonationLineFactory(donation=lot, category=laptop, announced=40)
    page = visitor.get(path)
    assert page.context["form"]["category"].value() is None  # for the volunteer to decide
    assert f"{laptop}\N{NO-BREAK SPACE}: 40" in strip_tags(page.text)
    for brand in ("ASUS", "asus "):
        visitor.post(path, {"category": laptop.pk, "brand": brand, "quantity": "1"})
    assert [str(device.brand) for device in Device.objects.all()] == ["ASUS", "ASUS"]


def test_a_refused_row_enters_nothing_and_keeps_typed_values(visitor, lot, laptop, site):
    existing = DeviceFactory(site=site, serial="DEMO2", model=None, brand=None)
    facts = {"category": laptop.pk, "brand": "Newbrand", "quantity": "3", "serials": "DEMO1\nDEMO2"}
    answer = visitor.post(reverse("donation_enter", args=[lot.pk]), facts)
    text = answer.content.decode()
    assert Device.objects.get() == existing
    assert existing.asset_tag in text
    assert "DEMO1\nDEMO2" in text
    assert 'value="Newbrand"' in text
    assert not Brand.objects.filter(name="Newbrand").exists()


@pytest.mark.usefixtures("unrendered")
def test_invalid_values_are_errors_on_their_fields(visitor, lot, laptop):
    for facts, field in (
        ({"quantity": "501"}, "quantity"),
        ({"quantity": "0"}, "quantity"),
        ({"quantity": "1", "serials": "DEMO1\nDEMO2"}, "serials"),
        ({"quantity": "1", "place": "NOWHERE"}, "place"),
    ):
        with tried(facts, field):
            path = reverse("donation_enter", args=[lot.pk])
            answer = visitor.post(path, {"category": laptop.pk, **facts})
            assert list(answer.context["form"].errors) == [field]
            assert not Device.objects.exists()


@pytest.mark.usefixtures("unrendered")
def test_a_shelf_of_another_site_is_unknown_here(visitor, lot, laptop):
    PlaceFactory(code="FAR1")
    path = reverse("donation_enter", args=[lot.pk])
    answer = visitor.post(path, {"category": laptop.pk, "quantity": "1", "place": "FAR1"})
    assert "place" in answer.context["form"].errors


@pytest.mark.usefixtures("unrendered")
def test_a_form_sent_twice_enters_devices_once(visitor, lot, laptop):
    path = reverse("donation_enter", args=[lot.pk])
    key = visitor.get(path).context["form"]["submission"].value()
    for _press in range(2):
        visitor.post(
            path, {"category": laptop.pk, "quantity": "2", "brand": "Own", "submission": key}
        )
    assert Device.objects.count() == 2


@pytest.mark.usefixtures("unrendered")
def test_no_device_enters_a_closed_lot(visitor, site, laptop):
    lot = DonationFactory(site=site, closed=True)
    path = reverse("donation_enter", args=[lot.pk])
    answer = visitor.post(path, {"category": laptop.pk, "serials": "DEMO1"})
    assert answer.context["form"].non_field_errors()
    assert not Device.objects.exists()


def test_imported_lists_are_named_and_open_for_a_coordinator(sign_in, visitor, coordinator, lot):
    batch = ImportBatchFactory(donation=lot, applied=True)
    href = reverse("import_detail", args=[batch.pk])
    path = lot.get_absolute_url()
    assert href in sign_in(coordinator).get(path).content.decode()
    text = visitor.get(path).content.decode()
    assert str(batch) in text
    assert href not in text


def test_a_lot_of_another_site_is_a_404(visitor, laptop):
    lot = DonationFactory(received=True)
    for name in ("donation_detail", "donation_count", "donation_enter"):
        assert visitor.get(reverse(name, args=[lot.pk])).status_code == 404
