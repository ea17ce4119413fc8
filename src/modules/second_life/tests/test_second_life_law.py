"""Database rules of reference values and measured hours."""

from datetime import date
from decimal import Decimal

import pytest

from modules.second_life.tests.factories import MeasuredUseFactory, ReferenceValueFactory
from tests.factories import LoanItemFactory, MediumFactory
from tests.law import copy, refused, write

pytestmark = pytest.mark.django_db


def test_a_category_has_one_price_of_each_day_and_it_is_kept():
    price = ReferenceValueFactory()
    with refused("second_life_referencevalue_once"):
        copy(price)
    copy(price, valid_from=date(2026, 1, 15))
    with refused("second_life_referencevalue_kind"):
        write(price, kind="rent")
    with refused("second_life_referencevalue_positive"):
        write(price, value=0)
    with refused("second_life_referencevalue_kept"):
        price.delete()


def test_a_price_is_one_number_and_co2e_is_a_range():
    price = ReferenceValueFactory()
    with refused("second_life_referencevalue_range"):
        write(price, highest=Decimal(600))
    with refused("second_life_referencevalue_range"):
        write(price, kind="co2e")
    with refused("second_life_referencevalue_range"):
        write(price, kind="co2e", highest=Decimal(499))
    write(price, kind="co2e", highest=Decimal(500))


def test_a_disk_never_comes_back_with_fewer_hours():
    item = LoanItemFactory(returned=True)
    use = MeasuredUseFactory(item=item, medium=MediumFactory(device=item.device))
    with refused("second_life_measureduse_hours"):
        write(use, hours_back=use.hours_out - 1)
    with refused("second_life_measureduse_kept"):
        use.delete()
