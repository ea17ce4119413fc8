"""Times are formatted in local time: 23:30 UTC is already tomorrow in Paris."""

from datetime import UTC, date, datetime

from core import formatting as wording

LATE = datetime(2026, 3, 10, 23, 30, tzinfo=UTC)


def test_dates_and_times_are_formatted_in_local_time():
    assert wording.day(LATE) == "11/03/2026"
    assert wording.day(date(2026, 3, 10)) == "10/03/2026"
    assert wording.moment(LATE) == "11/03/2026 00:30"
    assert wording.full_date(LATE) == "mercredi 11 mars 2026"


def test_none_is_formatted_as_empty():
    says = (wording.day, wording.moment, wording.full_date, wording.yes_or_no)
    assert [say(None) for say in says] == [""] * 4
