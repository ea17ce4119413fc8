"""Corrections: an event under a signed agreement; the category of a model."""

import pytest
from django.urls import reverse
from django.utils import translation

from catalogue.models import Brand
from core.imports.sheets import read_list
from core.models import Event
from core.workflow.lifecycle import Refused
from inventory.device_pages.forms import DeviceForm
from inventory.devices import operations as device_operations
from inventory.devices.lifecycle.devices import NumberReason
from inventory.imports import check as matching_operations
from inventory.intake.operations import intake as intake_operations
from tests.factories import (
    BrandFactory,
    CategoryFactory,
    DeviceFactory,
    DeviceModelFactory,
    DonationFactory,
)
from tests.visits import undone

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


def test_correcting_a_serial_number_under_a_signed_agreement_is_an_event(coordinator):
    for state, is_recorded in (("on_loan", 1), ("given", 1), ("ready", 0)):
        with undone():
            device = DeviceFactory(**{state: True}, serial="SN1")
            device.remark = "Rayure"
            device_operations.correct(device, by=coordinator)
            events = Event.objects.about(device).filter(kind="device.renumbered")
            assert not events.all(), state  # the field is not in the agreement
            form = DeviceForm(instance=device)
            assert ("number_reason" in form.fields) == is_recorded, state
            device.serial = "SN2"
            if is_recorded:
                with pytest.raises(Refused, match="names SN1: give the reason") as refusal:
                    device_operations.correct(device, by=coordinator)
                assert list(refusal.value.error_dict) == ["number_reason"]
            why = NumberReason.MISREAD
            device_operations.correct(device, by=coordinator, number_reason=why)
            data = [{"old": "SN1", "new": "SN2", "number_reason": "misread"}] * is_recorded
            assert [event.data for event in events.all()] == data, state
            assert all("SN1, now SN2 (it was misread" in event.sentence for event in events.all())


def test_the_page_asks_why_a_signed_number_changes_and_keeps_what_was_typed(sign_in, coordinator):
    coordinator.language = "en"
    coordinator.save()
    device, visitor = DeviceFactory(given=True, serial="SN1"), sign_in(coordinator)
    path = reverse("device_edit", args=[device.pk])
    form = visitor.get(path).context["form"]
    typed = {name: form[name].value() or "" for name in form.fields}
    typed |= {"serial": "SN2", "remark": "Rayure"}
    page = visitor.post(path, typed)
    assert page.context["form"].errors["number_reason"]
    assert 'value="SN2"' in page.text
    assert "Rayure" in page.text
    device.refresh_from_db()
    assert device.serial == "SN1"
    assert visitor.post(path, typed | {"number_reason": "part"}).status_code == 302
    device.refresh_from_db()
    assert device.serial == "SN2"


@pytest.fixture
def ipad():
    """A model of which a tablet is recorded."""
    model = DeviceModelFactory(name="iPad 9", brand=BrandFactory(name="Apple"))
    DeviceFactory(category=CategoryFactory(code="tablet"), brand=model.brand, model=model)
    return {"brand": "Apple", "model": "iPad 9"}


def test_a_model_of_another_category_is_refused_at_intake(coordinator, site, ipad):
    lot = DonationFactory(received=True, site=site)
    laptop = CategoryFactory(code="laptop")
    with pytest.raises(Refused, match="iPad 9"):
        intake_operations.register(lot, by=coordinator, category=laptop, **ipad)
    with pytest.raises(Refused, match="iPad 9"):
        intake_operations.receive_alike(lot, by=coordinator, category=laptop, quantity=2, **ipad)
    assert not lot.devices.exists()


def test_a_device_is_not_corrected_to_a_model_of_another_category(coordinator, ipad):
    device = DeviceFactory(category=CategoryFactory(code="laptop"))
    with pytest.raises(Refused, match="iPad 9"):
        device_operations.correct(device, by=coordinator, **ipad)


def test_the_only_one_of_a_model_may_change_its_category(coordinator, site):
    device = DeviceFactory(site=site, category=CategoryFactory(code="laptop"))
    device.category = CategoryFactory(code="tablet")
    names = {"brand": str(device.brand), "model": str(device.model)}
    device_operations.correct(device, by=coordinator, **names)
    device.refresh_from_db()
    assert device.category.code == "tablet"


def checked(lines, by, site):
    """Upload a donor's list of these lines; return it checked."""
    lot = DonationFactory(received=True, site=site)
    return matching_operations.receive_list(lot, by=by, source=read_list("l.csv", lines.encode()))


def test_a_model_of_another_category_affects_its_row_alone(coordinator, site, ipad, english):
    """The row is refused if the catalogue has another category; else imported with a warning."""
    names = {"en": "Laptop", "fr": "portable"}
    laptop = CategoryFactory(code="laptop", names=names)
    DeviceModelFactory(name="MacBook 12", brand=Brand.objects.get(name="Apple"), category=laptop)
    lines = "Type;Marque;Modèle\nlaptop;Apple;IPAD 9\ntablet;Apple;MacBook 12\nlaptop;Apple;New 1"
    rows = list(checked(lines, coordinator, site).rows.all())
    assert [row.verdict for row in rows] == ["waiting", "refused", "good"]
    [warning] = rows[0].sentences
    assert warning.startswith("“iPad 9” is known in several categories")
    twice = "Type;Marque;Modèle\nlaptop;Apple;New 1\ntablet;Apple;New 1"
    both = checked(twice, coordinator, site).rows.all()
    assert all(row.sentences[0].startswith("This list gives “New 1” several") for row in both)
    assert "MacBook 12" in str(rows[1].problems)
    with translation.override("fr"):
        assert "portable" in rows[1].sentences[0]
    assert rows[2].problems == []


def test_an_imei_is_read_in_groups(coordinator, site):
    category = CategoryFactory(phone=True)
    phone = DeviceFactory(site=site, category=category)
    lot = DonationFactory(received=True, site=site)
    for typed in ("35 693803 564380 9", "356938-03-564380-9", "356938035643809"):
        form = DeviceForm({"imei": typed}, instance=phone)
        form.is_valid()
        assert form.cleaned_data["imei"] == "356938035643809"
        with undone():
            entered = intake_operations.register(lot, by=coordinator, category=category, imei=typed)
            assert entered.imei == "356938035643809"
            assert list(type(entered).objects.matching("35 693803 564380 9")) == [entered]


def test_a_new_model_in_two_categories_refuses_no_row(coordinator, site):
    for code in ("laptop", "tablet"):
        CategoryFactory(code=code, names__en=code.title())
    lines = "category;model\nlaptop;Nouveau 1\ntablet;NOUVEAU 1\nlaptop;Autre 2\n"
    rows = checked(lines, coordinator, site).rows
    assert [row.verdict for row in rows.all()] == ["waiting", "waiting", "good"]
    assert [bool(row.problems) for row in rows.all()] == [True, True, False]
