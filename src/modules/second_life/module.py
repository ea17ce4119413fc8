"""The declaration of the module."""

from django.utils.translation import gettext_lazy as _

from core.modules.panels import Panel
from desk.help.topics import Topic
from inventory.erasure.operations.erasure import HOURS_READ
from modules.declaration import RemovableModule
from modules.second_life import demo, figures, panels
from modules.second_life.hours import keep_hours
from modules.second_life.models import MeasuredUse
from modules.second_life.operations import note_hours, save_value
from people.base.roles import Role

MODULE = RemovableModule(
    key="second_life",
    rank=128,
    label=_("Savings and second life"),
    search_words={
        "referencevalue_list": _("purchases avoided savings price list CO₂e tablets monitors")
    },
    description=_(
        "Reports show the purchases avoided according to a dated price list, CO₂e "
        "ranges, and the hours of use measured on returned devices."
    ),
    urls=("referencevalue_*", "device_hours"),
    figures=tuple(figure.key for figure in figures.FIGURES),
    permissions={Role.TECHNICIAN: {note_hours.permission}, Role.ADMIN: {save_value.permission}},
    paths={"reference-values": "settings"},
    topics=[
        Topic(
            "second_life",
            Role.TECHNICIAN,
            "referencevalue_list referencevalue_edit device_hours",
            after="bench",
        )
    ],
    panels=[
        Panel("report_impact", "second_life/_page.html", panels.of_report),
        Panel("report_impact_paper", "second_life/_paper.html", panels.of_report),
        Panel("outcome", "second_life/_outcome.html", panels.of_donor),
        Panel("device_detail", "second_life/_device.html", panels.of_device),
    ],
    personal_data=[(MeasuredUse, ("item__loan__recipient",))],
    processing={"families": {"data": _("Hours of use.")}},
    new_figures=[(figure, "co2e_avoided") for figure in figures.FIGURES],
    demo=demo.measure,
)

HOURS_READ.append(keep_hours)
