"""The declaration of the module."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.modules.panels import Panel
from desk.help.topics import Topic
from desk.navigation import Tab
from modules.autonomy import cards, demo, results
from modules.autonomy.models import AutonomyNote
from modules.autonomy.operations import note_autonomy
from modules.declaration import RemovableModule
from people.base.roles import Role


def call(user, follow_up):
    """The address of the questions about the loan of a call, or None without a person."""
    may = follow_up.loan.recipient_id and user.has_perm(note_autonomy.permission)
    return {"href": reverse("loan_detail", args=[follow_up.loan_id]) + "#autonomy"} if may else None


MODULE = RemovableModule(
    key="autonomy",
    rank=160,
    label=_("Digital autonomy"),
    description=_(
        "What people can do with a device, before and after, on the three levels of the Coop de la"
        " médiation numérique."
    ),
    urls=("autonomy_*", "own_autonomy"),
    figures=tuple(figure.key for figure in results.FIGURES),
    permissions={
        Role.COUNTER: {note_autonomy.permission},
        Role.ASSOCIATION: {note_autonomy.permission},
    },
    menu=[
        (
            "loans",
            Tab("autonomy_results", _("Digital autonomy"), "trending-up", "desk.view_figures"),
            "followup_list",
        )
    ],
    paths={"autonomy": "autonomy_results"},
    topics=[
        Topic(
            "autonomy",
            Role.COUNTER,
            "autonomy_results own_autonomy",
            for_associations=True,
            after="loans",
        )
    ],
    panels=[
        Panel("request_detail", "autonomy/_cards.html", cards.of_request),
        Panel("loan_signed", "autonomy/_cards.html", cards.of_loan),
        Panel("loan_detail", "autonomy/_cards.html", cards.of_loan),
        Panel("follow_up", "autonomy/_call.html", call),
        Panel("own_page", "autonomy/_cards.html", cards.of_own_page),
        Panel("outcome", "autonomy/_outcome.html", results.of_donor),
    ],
    personal_data=[(AutonomyNote, ("loan__recipient", "request__recipient"))],
    processing={
        "families": {
            "data": _("Level of autonomy and main use of the device, agreed with the person.")
        }
    },
    new_figures=[(figure, "no_show_rate") for figure in results.FIGURES],
    demo=demo.note,
)
