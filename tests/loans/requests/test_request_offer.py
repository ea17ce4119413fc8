"""The request form offers only items that the convention allows, common items first."""

import pytest
from django.urls import reverse

from core.formatting import inside
from loans.models import Request
from tests.factories import (
    AccessoryKindFactory,
    CategoryFactory,
    ConventionFactory,
    DeviceFactory,
    KitFactory,
    KitPartFactory,
    QuotaFactory,
    RequestFactory,
    RequestLineFactory,
    SiteFactory,
    VoucherProductFactory,
)
from tests.modules import use

pytestmark = pytest.mark.usefixtures("english")
NEW = "/requests/new/"


@pytest.fixture
def laptop(db):
    return CategoryFactory(code="laptop")


@pytest.fixture
def visitor(sign_in, association):
    association.language = "en"
    association.save()
    return sign_in(association)


@pytest.fixture
def typed(site, laptop):
    return {
        "audience": "family",
        "purpose": "school",
        "site": site.pk,
        f"category_{laptop.pk}": "2",
    }


def fields_of(answer):
    return answer.context["form"].fields


def test_accessories_are_shown_on_request_and_vouchers_always(
    unrendered, visitor, typed, laptop, site
):
    product, accessory = VoucherProductFactory(), AccessoryKindFactory()
    shown = fields_of(visitor.get(NEW))
    assert f"product_{product.pk}" in shown
    assert f"accessory_{accessory.pk}" not in shown

    answer = visitor.post(NEW, typed | {"more": "extras"})
    form = answer.context["form"]
    assert {f"product_{product.pk}", f"accessory_{accessory.pk}"} <= set(form.fields)
    assert not form.errors
    assert form[f"category_{laptop.pk}"].value() == "2"
    assert not Request.objects.exists()

    visitor.post(NEW, typed | {f"product_{product.pk}": "1"})
    assert Request.objects.get().lines.filter(product=product).exists()


def test_a_category_with_other_needs_is_a_further_line(unrendered, visitor, typed, laptop):
    name = f"category_{laptop.pk}"
    answer = visitor.post(NEW, typed | {"more": name})
    assert f"{name}_2" in fields_of(answer)
    assert f"{name}_3" not in fields_of(answer)
    more = typed | {f"{name}_2": "1", f"{name}_2_webcam": "on", "more": name}
    assert f"{name}_3" in fields_of(visitor.post(NEW, more))


def test_stock_is_updated_for_the_chosen_needs(visitor, typed, laptop):
    page = visitor.post(NEW, typed | {f"category_{laptop.pk}_webcam": "on", "more": "look"})
    assert "none available here" in page.content.decode()
    assert not Request.objects.exists()


def test_names_are_sorted_naturally(unrendered, visitor, typed):
    for value in (15, 5, 25):
        VoucherProductFactory(names__en=f"Top-up {value} €")
    answer = visitor.post(NEW, typed | {"more": "extras"})
    vouchers = answer.context["form"].quantity_fields("product")
    assert [str(item) for _f, item, _t in vouchers] == ["Top-up 5 €", "Top-up 15 €", "Top-up 25 €"]


def test_items_outside_the_convention_are_not_offered(
    unrendered, visitor, association, typed, laptop
):
    phone, product, other = CategoryFactory(), VoucherProductFactory(), VoucherProductFactory()
    accessory, kit = AccessoryKindFactory(), KitFactory()
    KitPartFactory(kit=kit, category=phone)
    convention = ConventionFactory(organisation=association.organisation, allows_accessories=False)
    QuotaFactory(convention=convention, category=laptop)
    QuotaFactory(convention=convention, category=None, product=product, most=None)

    fields = fields_of(visitor.post(NEW, typed | {"more": "extras"}))
    assert {f"category_{laptop.pk}", f"product_{product.pk}"} <= set(fields)
    forbidden = {
        f"category_{phone.pk}",
        f"product_{other.pk}",
        f"accessory_{accessory.pk}",
        f"kit_{kit.pk}",
    }
    assert not forbidden & set(fields)


def test_earlier_lines_stay_in_the_form(unrendered, visitor, association, site, laptop):
    phone = CategoryFactory()
    sent = RequestFactory(
        sent=True, organisation=association.organisation, site=site, recipient=None
    )
    RequestLineFactory(request=sent, category=phone, requested=1)
    convention = ConventionFactory(organisation=association.organisation)
    QuotaFactory(convention=convention, category=laptop)
    fields = fields_of(visitor.get(reverse("request_edit", args=[sent.pk])))
    assert fields[f"category_{phone.pk}"].initial == 1


def test_our_team_is_offered_all_items(unrendered, sign_in, coordinator, association, laptop):
    phone = CategoryFactory()
    QuotaFactory(convention__organisation=association.organisation, category=laptop)
    page = f"{NEW}?organisation={association.organisation_id}"
    assert f"category_{phone.pk}" in fields_of(sign_in(coordinator).get(page))


def test_an_unknown_household_gives_no_points(visitor, typed, coordinator, sign_in):
    visitor.post(NEW, typed | {"send": "1"})
    loan_request = Request.objects.get()
    assert (loan_request.household_size, loan_request.pupils, loan_request.devices_at_home) == (
        None,
        None,
        None,
    )
    assert visitor.get(loan_request.get_absolute_url()).content.decode().count("not specified") == 2
    coordinator.language = "en"
    coordinator.save()
    accept = sign_in(coordinator).get(reverse("request_accept", args=[loan_request.pk]))
    assert "no device at home" not in accept.content.decode()


def test_the_stock_of_other_sites_is_named_beside_a_quantity(visitor, typed, laptop):
    other = SiteFactory(name="Escale", town="Saint-Malo")
    DeviceFactory.create_batch(2, ready=True, site=other, category=laptop)
    promised = RequestFactory(accepted=True, site=other)
    RequestLineFactory(request=promised, category=laptop, requested=1, accepted=1)
    page = visitor.post(NEW, typed | {"more": "look"}).content.decode()
    assert "1 in Saint-Malo" in page  # the other one is promised


def test_an_unusual_quantity_is_confirmed_and_nothing_typed_is_lost(visitor, typed, laptop):
    name = f"category_{laptop.pk}"
    data = typed | {"household_size": "1", name: "40", "note": "For the library", "send": "1"}
    page = visitor.post(NEW, data)
    assert f"40 × {inside(laptop)}" in str(page.context["form"].errors["is_sure"])
    assert 'name="is_sure"' in page.content.decode()
    assert page.context["form"]["note"].value() == "For the library"
    assert not Request.objects.exists()
    visitor.post(NEW, data | {"is_sure": "on"})
    assert Request.objects.get().lines.get().requested == 40


def test_an_unusual_quantity_and_the_limit_of_the_convention_are_named_at_once(
    visitor, typed, laptop, association
):
    ConventionFactory(agreed=True, organisation=association.organisation, most=9)
    page = visitor.post(NEW, typed | {f"category_{laptop.pk}": "40", "send": "1"})
    assert page.context["form"].errors["is_sure"]
    (sentence,) = page.context["form"].non_field_errors()
    assert "leaves 9 out of 9" in sentence


def test_all_errors_of_an_empty_request_are_shown_at_once(visitor, typed):
    page = visitor.post(NEW, {"audience": "family", "send": "1"})
    errors = page.context["form"].errors
    assert {"__all__", "purpose", "site"} <= errors.keys()
    assert "Request at least one item." in page.content.decode()


def test_fields_that_count_for_priority_say_so(visitor, typed):
    def count():
        return visitor.get(NEW).content.decode().count("This affects priority")

    use("priority")
    assert count() == 5
    use()
    assert count() == 0
