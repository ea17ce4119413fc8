"""A coordinator defines a kit in one form; earlier requests keep their parts."""

import pytest
from django.urls import reverse

from catalogue.models import Kit
from catalogue.operations import save_kit
from core.models import Event
from loans.base.kit_lines import bundles_of
from loans.models import RequestLine
from tests.factories import (
    AccessoryKindFactory,
    CategoryFactory,
    KitPartFactory,
    RequestFactory,
    RequestLineFactory,
    VoucherProductFactory,
)

pytestmark = pytest.mark.usefixtures("db", "english")


@pytest.fixture
def visitor(sign_in, coordinator):
    return sign_in(coordinator)


@pytest.fixture
def parts(db):
    phone, sim, charger = CategoryFactory(), VoucherProductFactory(), AccessoryKindFactory()
    return {
        "what_0": f"category.{phone.pk}",
        "what_1": f"product.{sim.pk}",
        "count_1": 2,
        "what_2": f"accessory.{charger.pk}",
    }


NAMED = {"names_fr": "kit téléphone", "names_en": "phone kit", "code": "phone-kit", "position": 0}


def test_a_kit_is_saved_with_its_parts_and_an_event(visitor, parts):
    answer = visitor.post(reverse("kit_add"), NAMED | parts | {"is_active": "on"})
    assert answer.url == reverse("kit_list")
    kit = Kit.objects.askable().get()
    assert [part.quantity for part in kit.parts.all()] == [1, 2, 1]
    assert Event.objects.about(kit).get().kind == "kit.entered"
    assert "kit téléphone" in visitor.get(reverse("kit_list")).content.decode()


def test_a_part_no_longer_offered_stays_in_its_kit(visitor):
    """A charger with a known plug is chosen at the counter, but stays in the kit."""
    part = KitPartFactory(of_accessories=True)
    type(part.accessory).objects.update(sort="charger", connector="usb_c", watts=65)
    address = reverse("kit_edit", args=[part.kit_id])
    form = visitor.get(address).context["form"]
    shown = {name: form[name].value() for name in form.fields}
    data = {name: "" if value is None else value for name, value in shown.items()}
    data |= {f"names_{code}": text for code, text in data.pop("names").items()}
    assert visitor.post(address, data).url == reverse("kit_list")
    assert Kit.objects.get().parts.get().accessory == part.accessory


def test_the_parts_of_a_kit_are_changed_by_the_same_form(visitor, parts):
    kit = KitPartFactory().kit
    form = visitor.get(reverse("kit_edit", args=[kit.pk])).context["form"]
    assert form["what_0"].value() == f"category.{kit.parts.get().category_id}"
    visitor.post(reverse("kit_edit", args=[kit.pk]), NAMED | {"what_0": parts["what_1"]})
    assert kit.parts.get().product
    assert not Kit.objects.get().is_active


def test_a_kit_without_parts_or_with_a_duplicate_is_refused_with_its_data(visitor, parts):
    answer = visitor.post(reverse("kit_add"), NAMED)
    assert "what_0" in answer.context["form"].errors
    twice = {"what_0": parts["what_0"], "what_1": parts["what_0"]}
    answer = visitor.post(reverse("kit_add"), NAMED | twice)
    assert set(answer.context["form"].errors) == {"what_0", "what_1"}
    assert answer.context["form"]["code"].value() == "phone-kit"
    assert not Kit.objects.exists()


def test_a_request_does_not_change_with_its_kit(coordinator):
    kit = KitPartFactory(quantity=2).kit
    lines = RequestLine.of_kit(kit, 3, 1)
    loan_request = RequestFactory()
    for line in lines:
        line.request = loan_request
    RequestLine.objects.bulk_create(lines)
    save_kit(kit, by=coordinator, parts=[])
    (bundle,) = bundles_of(loan_request.lines.with_reserved().for_list())
    assert (bundle.kit, bundle.requested) == (kit, 3)


def test_an_incomplete_kit_is_shown_with_its_missing_parts():
    kit, loan_request = KitPartFactory().kit, RequestFactory(accepted=True)
    of = {"request": loan_request, "kit": kit, "bundle": 1, "requested": 2, "accepted": 2}
    RequestLineFactory(**of, served=1)
    sim = RequestLineFactory(**of | {"of_vouchers": True})
    alone = RequestLineFactory(request=loan_request)
    bundle, single = bundles_of(loan_request.lines.with_reserved().for_list())
    assert (bundle.accepted, bundle.served, bundle.lacking) == (2, 0, [sim])
    assert (single.kit, single.first, single.lacking) == (None, alone, [])
