from datetime import date
from pathlib import Path
from typing import NamedTuple

from django.utils.translation import gettext as _

from core.charts import Part as Stretch
from core.charts import Value, in_a_row, ranked
from core.models import Identity
from core.pdf.render import render_pdf
from desk.figures.disclosure_control import DISCLOSURE_THRESHOLD, guard, is_small, text_of
from desk.figures.impact import avoided_in_report
from desk.figures.registry import FIGURES, with_added
from desk.figures.report_context import Reading
from desk.figures.scope import Scope
from desk.models import FigureRules
from modules.reports import breakdowns
from modules.reports import charts as drawn
from modules.reports.contents import sections_of
from modules.reports.labels import narrowed_words

GLANCE = [
    "devices_received",
    "devices_refurbished",
    "devices_handed_over",
    "devices_lent",
    "devices_given",
    "devices_in_use",
    "devices_returned",
    "devices_recycled",
    "loss_rate",
]
BESIDE = ["trainings_offered", "trainings_taken_up", "vouchers_handed_out"]
WORK = ["devices_erased", "days_to_hand_over", "no_show_rate"]
PLANET = ["co2e_avoided", "kg_reused", "kg_recycled"]
PEOPLE = ["people_equipped", "households_equipped", "pupils_equipped", "staff_equipped"]
STEPS = ["days_to_bench", "days_on_bench", "days_to_leave"]
GROUPS = ["pupils", "staff"]
DEFINED = [*GLANCE, *PEOPLE, *BESIDE, "days_to_leave", *WORK, *PLANET]
MAX_TERRITORIES = 20  # on paper; the page and the spreadsheet show all rows
YEARLY_STYLE = str(Path(__file__).parent / "templates" / "reports" / "yearly.css")
COVER = ["devices_handed_over", "people_equipped", "co2e_avoided"]


class Tile(NamedTuple):
    """A number with its label, and its value in the previous year."""

    label: str
    text: str
    before: str = ""


def _house():
    identity = Identity.cached()
    return {"identity": identity, "logo": identity.logo_uri}


def render_report(contents):
    """The PDF (bytes) of the `contents` of a report page."""
    return render_pdf("reports/report_paper.html", contents | _house())


def render_yearly(scope, year):
    """The PDF (bytes) of a year: its figures, charts and method.

    The PDF shows no group of fewer than five people.
    """
    return render_pdf(
        "reports/yearly.html",
        yearly(scope, year) | _house(),
        style=YEARLY_STYLE,
    )


def yearly(scope, year):
    """The context of the yearly report."""
    with Reading(scope) as read:
        return _yearly(read, scope, year)


def _yearly(read, scope, year):
    lines = {line.figure.key: line for s in sections_of(read) for line in s.lines}
    shown = {key: line for key, line in lines.items() if not line.is_unavailable}
    people, avoided = people_groups(lines), avoided_in_report(read)
    categories = [row for row in breakdowns.by_category(read) if row.handed_over]
    return {
        "year": year,
        "scope": scope,
        "words": narrowed_words(scope)[1:],
        "is_over": date(year, 12, 31) == scope.until,
        "lines": lines,
        "cover": [lines[key] for key in COVER],
        "glance": list(_compared(shown, scope, year)),
        # In one territory, the number of a month may be a single family.
        "months": [] if scope.territory else drawn.monthly(read),
        "people": people,
        "groups": [(people.text(key), lines[f"{key}_equipped"].figure.label) for key in GROUPS],
        "beside": tiles_beside(shown),
        "households": text_of(lines["households_equipped"].number or 0),
        "purposes": purpose_rows(lines),
        "categories": drawn.categories(categories, scope),
        "steps": in_a_row([Stretch(lines[k].label, lines[k].number, lines[k].text) for k in STEPS]),
        "rows": categories,
        "territories": breakdowns.published_by_territory(read)[:MAX_TERRITORIES],
        "bars": drawn.avoided(avoided),
        "avoided": [row for row in avoided if row.factor],
        "unknown": [row for row in avoided if row.factor is None],
        "rules": FigureRules.cached(),
        "definitions": [shown[key].figure for key in with_added(DEFINED) if key in shown],
        "work": list(work_tiles(shown, read)),
        "planet": [shown[key] for key in with_added(PLANET) if key in shown],
    }


def _compared(shown, scope, year):
    """Yield the summary tiles, each with its value for the same days of the previous year."""
    narrows = {name: getattr(scope, name) for name in scope.narrowed_by}
    last = scope.until
    end = last.replace(year=year - 1, day=28 if (last.month, last.day) == (2, 29) else last.day)
    before = Scope(user=scope.user, first=date(year - 1, 1, 1), last=end, **narrows)
    with Reading(before) as earlier:
        for key in GLANCE:
            if key in shown:
                text = FIGURES[key].text_for(earlier.number(FIGURES[key]))
                yield Tile(shown[key].label, shown[key].text, text)


def people_groups(lines):
    """The people of the year as `Guarded` groups: pupils, staff, other household members."""
    pupils, staff = lines["pupils_equipped"].number or 0, lines["staff_equipped"].number or 0
    others = max((lines["people_equipped"].number or 0) - pupils - staff, 0)
    return guard({"pupils": pupils, "staff": staff, "others": others})


def tiles_beside(shown):
    """Trainings and vouchers as `Tile`s, so that subtraction reveals nobody who declined."""
    offered, accepted = (shown[key].number if key in shown else 0 for key in BESIDE[:2])
    trainings = guard({"accepted": accepted, "others": offered - accepted})
    texts = {
        "trainings_offered": trainings.total_text,
        "trainings_taken_up": trainings.text("accepted"),
    }
    return [
        Tile(shown[key].figure.label, texts.get(key) or text_of(shown[key].number or 0))
        for key in BESIDE
        if key in shown
    ]


def work_tiles(shown, read):
    """Yield a `Tile` for each figure; shares and medians of fewer than five people are hidden."""
    for line in [shown[key] for key in with_added(WORK) if key in shown]:
        is_of_devices = line.figure.key == "devices_erased"
        few = read.count(line.figure, DISCLOSURE_THRESHOLD)
        is_hidden = line.number is None or (is_small(few) and not is_of_devices)
        yield Tile(line.figure.label, _("not disclosed") if is_hidden else line.text)


def purpose_rows(lines):
    """The purposes with a bar each, most frequent first; small groups without a number."""
    counts = {key: line.number or 0 for key, line in lines.items() if key.startswith("purpose_")}
    guarded = guard(counts)
    order = sorted((key for key in counts if counts[key]), key=lambda key: -counts[key])
    shown = [(key, guarded.groups[key]) for key in order]
    return ranked(
        [Value(str(lines[key].label).capitalize(), n or 0, guarded.text(key)) for key, n in shown]
    )
