"""Public holidays of France, compared with the official dates."""

from datetime import date, timedelta

from loans.appointments.holidays import easter, french_holidays


def test_easter_matches_known_dates():
    for day in (
        date(1961, 4, 2),
        date(2008, 3, 23),
        date(2011, 4, 24),
        date(2024, 3, 31),
        date(2025, 4, 20),
        date(2026, 4, 5),
        date(2027, 3, 28),
        date(2038, 4, 25),
        date(2049, 4, 18),
        date(2076, 4, 19),
    ):
        assert easter(day.year) == day, day


def test_easter_is_a_sunday_of_spring_every_year():
    for year in range(1900, 2200):
        day = easter(year)
        assert day.weekday() == 6
        assert date(year, 3, 22) <= day <= date(year, 4, 25)


def test_the_holidays_of_2027_are_correct():
    days = [day for day, _name in french_holidays(2027)]

    assert days == [
        date(2027, 1, 1),
        date(2027, 3, 29),
        date(2027, 5, 1),
        date(2027, 5, 6),
        date(2027, 5, 8),
        date(2027, 5, 17),
        date(2027, 7, 14),
        date(2027, 8, 15),
        date(2027, 11, 1),
        date(2027, 11, 11),
        date(2027, 12, 25),
    ]


def test_movable_holidays_are_mondays_and_a_thursday():
    names = {str(name): day for day, name in french_holidays(2026)}

    assert names["Lundi de Pâques"] == easter(2026) + timedelta(days=1)
    assert names["Ascension"].weekday() == 3
    assert names["Lundi de Pentecôte"].weekday() == 0
