"""Contents of a report: sections of figures that the user may see."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from desk.figures.figure import Figure
from desk.figures.registry import FIGURES, with_added
from modules.reports.figures import PURPOSES

SECTIONS = [
    (
        "devices",
        _("Equipment"),
        [
            "devices_received",
            "devices_erased",
            "devices_refurbished",
            "devices_handed_over",
            "devices_lent",
            "devices_given",
            "devices_returned",
            "devices_recycled",
            "devices_in_use",
            "loss_rate",
        ],
    ),
    (
        "people",
        _("People"),
        [
            "people_equipped",
            "households_equipped",
            "pupils_equipped",
            "staff_equipped",
            "structures_equipped",
        ],
    ),
    ("purposes", _("Purpose"), [figure.key for figure in PURPOSES]),
    (
        "times",
        _("How long it takes"),
        [
            "days_to_bench",
            "days_on_bench",
            "days_to_leave",
            "days_to_hand_over",
        ],
    ),
    (
        "counter",
        _("Vouchers, appointments, training"),
        [
            "vouchers_handed_out",
            "vouchers_worth",
            "no_show_rate",
            "trainings_offered",
            "trainings_taken_up",
        ],
    ),
    (
        "impact",
        _("Environment"),
        [
            "kg_reused",
            "devices_without_weight",
            "kg_recycled",
            "co2e_avoided",
            "devices_without_factor",
        ],
    ),
]


@dataclass(frozen=True)
class Line:
    """One figure of a report: its number as a value and as text; `href` explains it."""

    figure: Figure
    number: object
    text: str
    href: str
    is_unavailable: bool

    @property
    def label(self):
        """The singular or plural label; plural if the number is hidden, to disclose nothing."""
        is_shown = self.text == self.figure.text_for(self.number)
        return self.figure.label_for(self.number) if is_shown else self.figure.label


@dataclass(frozen=True)
class Section:
    key: str
    title: str
    lines: list


def line_of(key, read):
    figure = FIGURES[key]
    number = read.number(figure)
    return Line(
        figure=figure,
        number=number,
        text=figure.text_for(number),
        href=figure.address(read.scope),
        is_unavailable=figure.is_unavailable(read.scope),
    )


def sections_of(read):
    """The non-empty `Section`s of a report (a `Reading`); each figure is computed once."""
    user = read.scope.user
    sections = [
        Section(
            key,
            title,
            [line_of(k, read) for k in with_added(keys) if FIGURES[k].may_be_read_by(user)],
        )
        for key, title, keys in SECTIONS
    ]
    return [section for section in sections if section.lines]
