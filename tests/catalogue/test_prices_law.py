"""Database rules of sale prices."""

import pytest

from tests.factories import PriceFactory
from tests.law import copy, refused, write

pytestmark = pytest.mark.django_db


def test_a_category_and_grade_have_one_price():
    price = PriceFactory()
    with refused("catalogue_price_once"):
        copy(price, amount=10)


def test_a_price_is_not_negative():
    with refused("catalogue_price_amount"):
        write(PriceFactory(), amount=-1)
