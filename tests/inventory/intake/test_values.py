"""Declared values are complete, never computed, and frozen while a valid paper states them."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from core.models import Event
from core.workflow.lifecycle import Refused
from donations.models import Donation
from donations.operations import lots
from inventory.intake.forms import LineValuesForm
from inventory.intake.lot_reconciliation import account_of
from inventory.intake.operations import intake as intake_operations
from inventory.intake.operations import papers as paper_operations
from tests.factories import (
    CategoryFactory,
    DeviceFactory,
    DonationFactory,
    DonationLineFactory,
    DonorFactory,
)
from tests.visits import undone

pytestmark = pytest.mark.django_db


@pytest.fixture
def visitor(sign_in, coordinator):
    return sign_in(coordinator)


@pytest.fixture
def laptop():
    return CategoryFactory(code="laptop")


@pytest.fixture
def lot(site, laptop):
    lot = DonationFactory(received=True, site=site, donor__contact="Awa Diop")
    DonationLineFactory(donation=lot, category=laptop, announced=12, counted=12)
    return lot


def values_of(laptop, **more):
    return {
        f"value_{laptop.pk}": "1234.50",
        f"count_{laptop.pk}": "12",
        f"basis_{laptop.pk}": "book",
        f"bought_{laptop.pk}": "2019-03-01",
        "declared_by": "Awa Diop, DSI",
        "declared_on": "2026-03-02",
    } | more


def declare(visitor, lot, data):
    return visitor.post(reverse("donation_values", args=[lot.pk]), data)


def test_a_declared_value_covers_the_whole_line(visitor, lot, laptop, coordinator):
    assert declare(visitor, lot, values_of(laptop)).status_code == 302
    line = lot.lines.get()
    assert (line.declared_value, line.declared_count) == (Decimal("1234.50"), 12)
    assert (line.value_basis, line.declared_by) == ("book", "Awa Diop, DSI")
    assert (line.declared_on, line.bought_on) == (date(2026, 3, 2), date(2019, 3, 1))
    assert (line.announced, line.counted) == (12, 12)
    event = Event.objects.about(lot).get()
    assert (event.kind, event.data) == ("donation.value_declared", {"count": 12})


def test_amounts_are_read_as_people_type_them(visitor, lot, laptop):
    for typed in ("1 234,50", "1\u202f234,5 €", " 1234.50 "):
        with undone():
            declare(visitor, lot, values_of(laptop, **{f"value_{laptop.pk}": typed}))
            assert lot.lines.get().declared_value == Decimal("1234.50"), typed


def test_incomplete_and_invalid_declarations_are_errors_on_their_field(visitor, lot, laptop):
    value, count, basis = (f"{name}_{laptop.pk}" for name in ("value", "count", "basis"))
    for name, typed in (
        (count, ""),
        (basis, ""),
        ("declared_by", ""),
        ("declared_on", ""),
        ("declared_on", "2099-01-01"),
        *((value, amount) for amount in ("-1", "abc", "1.234", "1e30", "NaN")),
    ):
        facts = {"donation": lot, "account": account_of(lot)}
        form = LineValuesForm(values_of(laptop, **{name: typed}), **facts)
        assert list(form.errors) == [name], typed
    answer = declare(visitor, lot, values_of(laptop, **{value: "abc"}))
    assert value in answer.context["form"].errors
    assert lot.lines.get().declared_value is None
    answer = declare(visitor, lot, values_of(laptop, **{value: ""}))
    assert "Aucune valeur n’est saisie" in answer.content.decode()
    assert not Event.objects.about(lot).exists()


def test_an_empty_value_removes_the_declaration(visitor, lot, laptop):
    declare(visitor, lot, values_of(laptop))
    declare(visitor, lot, values_of(laptop, **{f"value_{laptop.pk}": ""}))
    line = lot.lines.get()
    assert (line.declared_value, line.value_basis, line.declared_on) == (None, "", None)
    assert Event.objects.about(lot)[0].kind == "donation.value_withdrawn"


def test_corrections_and_counts_keep_declared_values(visitor, lot, laptop, coordinator):
    declare(visitor, lot, values_of(laptop))
    lots.change(lot, by=coordinator, lines=[])
    lots.count(lot, by=coordinator, counted={laptop: None})
    assert lot.lines.get().declared_value == Decimal("1234.50")


def test_a_public_body_gives_no_more_than_300_euros_each(visitor, lot, laptop):
    lot.donor = DonorFactory(public=True)
    lot.save()
    answer = declare(visitor, lot, values_of(laptop, **{f"value_{laptop.pk}": "3600.01"}))
    assert "300,00" in str(answer.context["form"].non_field_errors())
    assert (
        declare(visitor, lot, values_of(laptop, **{f"value_{laptop.pk}": "3600"})).status_code
        == 302
    )


# --- A device -------------------------------------------------------------------------------------
ONE = {
    "declared_value": "150",
    "value_basis": "market",
    "declared_by": "Awa Diop",
    "declared_on": "2026-03-02",
    "bought_on": "2020-05-04",
}


def test_a_device_may_have_its_own_declared_value(visitor, lot, laptop, site):
    device = DeviceFactory(donation=lot, category=laptop, site=site)
    path = reverse("device_value", args=[device.pk])
    assert visitor.post(path, ONE).status_code == 302
    device.refresh_from_db()
    assert (device.declared_value, device.value_basis) == (150, "market")
    assert (device.declared_by, device.bought_on) == ("Awa Diop", date(2020, 5, 4))
    assert "Awa Diop" in visitor.get(device.get_absolute_url()).content.decode()
    visitor.post(path, ONE | {"declared_value": ""})
    device.refresh_from_db()
    assert (device.declared_value, device.declared_by) == (None, "")
    kinds = [event.kind for event in Event.objects.about(device)]
    assert kinds[:2] == ["device.value_withdrawn", "device.value_declared"]


def test_the_declarer_is_hidden_from_the_warehouse(lot, laptop, site, visitor, technician, sign_in):
    device = DeviceFactory(donation=lot, category=laptop, site=site)
    visitor.post(reverse("device_value", args=[device.pk]), ONE)
    page = sign_in(technician).get(device.get_absolute_url()).content.decode()
    assert "Awa Diop" not in page
    assert "150,00" not in page
    assert "150,00" in visitor.get(device.get_absolute_url()).content.decode()
    page = sign_in(technician).get(lot.get_absolute_url()).content.decode()
    assert "Awa Diop" not in page


def test_values_are_declared_by_line_or_by_device(coordinator, lot, laptop, site):
    device = DeviceFactory(donation=lot, category=laptop, site=site)
    facts = ONE | {"declared_value": Decimal(150), "declared_on": date(2026, 3, 2)}
    del facts["bought_on"]
    paper_operations.declare_device(device, by=coordinator, **facts)
    line = lot.lines.get()
    line.declared_value, line.declared_count = Decimal(10), 1
    line.value_basis, line.declared_by = "book", "Awa Diop"
    line.declared_on = timezone.localdate()
    line.pk = None
    with pytest.raises(Refused):
        paper_operations.declare_lines(lot, by=coordinator, lines=[line])
    paper_operations.declare_device(device, by=coordinator, declared_value=None)
    paper_operations.declare_lines(lot, by=coordinator, lines=[line])
    with pytest.raises(Refused):
        paper_operations.declare_device(device, by=coordinator, **facts)


@pytest.mark.usefixtures("unrendered")
def test_values_that_a_valid_paper_states_are_frozen(visitor, lot, laptop, bind):
    declare(visitor, lot, values_of(laptop))
    bind(Donation.objects.filter(pk=lot.pk))
    answer = declare(visitor, lot, values_of(laptop, **{f"value_{laptop.pk}": "1"}))
    assert answer.context["form"].non_field_errors()
    assert lot.lines.get().declared_value == Decimal("1234.50")


def test_a_device_of_no_lot_has_no_declared_value(visitor, site):
    device = DeviceFactory(site=site, donation=None)
    assert visitor.get(reverse("device_value", args=[device.pk])).status_code == 404


def test_a_device_that_only_had_a_value_declared_may_still_be_withdrawn(coordinator, lot, laptop):
    device = DeviceFactory(donation=lot, category=laptop, site=lot.site)
    paper_operations.declare_device(device, by=coordinator, declared_value=None)
    intake_operations.withdraw([device], by=coordinator)
    device.refresh_from_db()
    assert device.status == "withdrawn"
