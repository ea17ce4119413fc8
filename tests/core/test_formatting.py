"""Times are formatted in local time: 23:30 UTC is already tomorrow in Paris."""

import re
from datetime import UTC, date, datetime, time

from django.utils.translation import override

from core import formatting as wording
from tests.imports import ROOT, templates

LATE = datetime(2026, 3, 10, 23, 30, tzinfo=UTC)


def test_dates_and_times_are_formatted_in_local_time():
    assert wording.day(LATE) == "11/03/2026"
    assert wording.day(date(2026, 3, 10)) == "10/03/2026"
    assert wording.moment(LATE) == "11/03/2026 00:30"
    assert wording.full_date(LATE) == "mercredi 11 mars 2026"


def test_none_is_formatted_as_empty():
    says = (wording.day, wording.moment, wording.full_date, wording.yes_or_no)
    assert [say(None) for say in says] == [""] * 4


def test_hours_have_an_h_in_french_and_a_colon_in_english():
    nine, half_past_noon = time(9), time(12, 30)
    assert wording.hours(nine, half_past_noon) == "9\u00a0h\u00a0– 12\u00a0h\u00a030"
    assert wording.hour(LATE) == "0\u00a0h\u00a030"
    with override("en"):
        assert wording.hours(nine, half_past_noon) == "9:00–12:30"


def test_names_inside_lists_have_no_capital():
    names = ["Téléphone", "USB-C", "Écran", "4G", ""]
    assert [wording.inside(name) for name in names] == ["téléphone", "USB-C", "écran", "4G", ""]


def test_only_the_formatting_module_formats_hours():
    """A single function formats hours, so that no page has both « 9 h » and « 09:00 »."""
    pattern = re.compile(r"""["']H:i["']|["']TIME_FORMAT["']|\{[\w.]+:%H:%M\}""")
    apps = [
        "api",
        "catalogue",
        "core",
        "desk",
        "donations",
        "inventory",
        "loans",
        "modules",
        "people",
    ]
    code = [path for app in apps for path in (ROOT / app).rglob("*.py")]
    files = [*templates(), *(path for path in code if "tests" not in path.parts)]
    assert [path for path in files if pattern.search(path.read_text())] == []


def test_papers_have_the_slashed_zero_in_codes_only():
    """The plain `sans-serif` has the slash; dates, phone numbers and addresses have no slash."""
    rule = re.compile(r"([^{}]+)\{[^{}]*font(?:-family)?:[^;{}]*?(?<!, )\bsans-serif")
    sheets = [*(ROOT / "templates/papers").rglob("*.css")]
    selectors = {s.strip().rsplit("\n")[-1] for p in sheets for s in rule.findall(p.read_text())}
    assert selectors == {".code", ".tag, aside", ".foot h1"}
