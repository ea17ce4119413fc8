"""Quantities are rounded, not truncated: papers and tables show the same number."""

from decimal import Decimal

import pytest

from core.numbers import euros, kilos, rounded
from desk.figures.figure import kilograms, weight

pytestmark = pytest.mark.usefixtures("english")


def test_a_number_is_rounded_to_its_digits():
    for number, digits, text in (
        (1234.567, 2, "1,234.57"),
        (1287.6, 0, "1,288"),
        (Decimal("0.999"), 2, "1.00"),
        (7, 1, "7.0"),
    ):
        assert rounded(number, digits) == text, (number, digits, text)


def test_kilograms_have_one_decimal_below_a_hundred():
    for number, text in (
        (0, "0 kg"),
        (12.37, "12.4 kg"),
        (99.94, "99.9 kg"),
        (99.97, "100 kg"),
        (4377969.6, "4,377,970 kg"),
    ):
        assert kilograms(number) == text, (number, text)
        assert weight(number * 1000) == text, (number, text)


def test_prices_and_weights_are_rounded():
    assert euros(Decimal("12.345678")) == euros("12.345678") == "€12.35"
    assert kilos(1239.6) == "1.24 kg"
