"""French dates: first day of a month, abbreviated months, elapsed years."""

from datetime import UTC, date, datetime

from django.utils import translation
from django.utils.formats import date_format
from django.utils.timesince import timesince


def test_the_first_of_a_month_is_an_ordinal_in_french():
    for day, form, words in (
        (date(2026, 1, 1), "j F Y", "1er janvier 2026"),
        (date(2026, 12, 1), "l j F", "mardi 1er décembre"),
        (date(2026, 1, 21), "j F Y", "21 janvier 2026"),
        (date(2026, 1, 1), "SHORT_DATE_FORMAT", "01/01/2026"),
    ):
        with translation.override("fr"):
            assert date_format(day, form) == words, (day, form, words)


def test_the_first_of_a_month_stays_a_number_in_english():
    with translation.override("en"):
        assert date_format(date(2026, 1, 1)) == "1 January 2026"


def test_months_are_abbreviated_as_in_french():
    with translation.override("fr"):
        short = [date_format(date(2026, month, 2), "N") for month in range(1, 13)]
    assert " ".join(short) == "janv. févr. mars avr. mai juin juil. août sept. oct. nov. déc."


def test_an_elapsed_year_is_un_an():
    with translation.override("fr"):
        gone = timesince(datetime(2025, 1, 1, tzinfo=UTC), datetime(2026, 1, 2, tzinfo=UTC))
    assert gone == "1\N{NO-BREAK SPACE}an"
