"""Donations of public bodies: permitted values, and prices charged afterwards."""

from datetime import date
from decimal import Decimal

import pytest

from core.workflow.lifecycle import Refused
from donations.public import caps_of, check_sale_price, check_worth
from tests.cases import tried
from tests.factories import CategoryFactory, DonationFactory, DonorFactory, ResaleCapFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
TODAY = date(2026, 11, 25)


@pytest.fixture
def laptop():
    return ResaleCapFactory(amount=Decimal(180), source="decree of 2022").category


def lot(**facts):
    return DonationFactory(donor=DonorFactory(public=True), **facts)


def test_a_public_body_gives_up_to_300_euros_each():
    for value, count in ((300, 1), (3000, 10), (0, 1)):
        with tried(value, count):
            check_worth(DonorFactory(public=True), Decimal(value), count)


def test_a_higher_value_is_refused_and_explained():
    for value, count, unit in (("300.01", 1, "300.01"), (4000, 10, "400")):
        with pytest.raises(Refused, match=rf"€300.00 at most: here, €{unit}"):
            check_worth(DonorFactory(public=True), Decimal(value), count)


def test_other_donors_have_no_limit():
    for kind in ("company", "individual"):
        with tried(kind):
            check_worth(DonorFactory(**{kind: True}), Decimal(5000))


def test_the_cap_in_force_is_the_latest_that_has_begun(laptop):
    ResaleCapFactory(category=laptop, amount=Decimal(150), valid_from=date(2026, 1, 1))
    ResaleCapFactory(category=laptop, amount=Decimal(10), valid_from=date(2027, 1, 1))
    assert caps_of(lot(), TODAY)[laptop.pk].amount == 150
    assert caps_of(DonationFactory(), TODAY) == {}


def test_no_sale_unless_the_public_body_allowed_it(laptop):
    check_sale_price(lot(), laptop, Decimal(0), today=TODAY)
    with pytest.raises(Refused, match="Given by a public body: no price can be charged"):
        check_sale_price(lot(), laptop, Decimal(1), today=TODAY)


def test_a_sale_price_is_at_most_the_cap(laptop):
    given = lot(may_resell=True, ground="state-3")
    check_sale_price(given, laptop, Decimal(180), today=TODAY)
    with pytest.raises(Refused, match=r"€180.00 at most, tax included \(decree of 2022\)"):
        check_sale_price(given, laptop, Decimal("180.01"), today=TODAY)
    with pytest.raises(Refused, match="no cap for this kind"):
        check_sale_price(given, CategoryFactory(), Decimal(1), today=TODAY)


def test_a_gift_of_a_company_has_no_cap(laptop):
    check_sale_price(DonationFactory(), laptop, Decimal(500), today=TODAY)
