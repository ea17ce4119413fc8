"""The declaration of the module."""

from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, ngettext_lazy

from core.lists.tables import link
from core.modules.panels import Panel
from core.modules.registry import StillOpen
from desk.daily import Step
from desk.figures.lists import list_of
from desk.figures.presentation import RowSummary
from desk.figures.request_metrics import now
from desk.help.topics import Topic
from desk.home.todo import ANSWER, BEFORE, PEOPLE, UNTIL, Line
from modules.data_rights import panels
from modules.data_rights.freezing import (
    DAYS_BEFORE_END,
    freezes_under_way,
    frozen_people,
    is_withheld,
    requests_under_way,
)
from modules.data_rights.models import DataRequest, Freeze
from modules.data_rights.operations import close_erasures, end_freezes_due, record_request
from modules.data_rights.tables import OPEN, OVERDUE
from modules.declaration import RemovableModule
from people.base.roles import Role
from people.models import User

TO_ANSWER = now(
    key="data_requests_open",
    noun=ngettext_lazy("request about personal data", "requests about personal data", "count"),
    definition=_("Requests from people about their data that are waiting for an answer."),
    rows=lambda scope: DataRequest.objects.visible_to(scope.user).open(),
    permission=record_request.permission,
    dimensions=frozenset(),
    worked_on=list_of("datarequest_list", state=OPEN),
)
LATE = now(
    key="data_requests_overdue",
    noun=ngettext_lazy(
        "late answer about personal data", "late answers about personal data", "count"
    ),
    definition=_("Requests from people about their data that are past their due date."),
    rows=lambda scope: DataRequest.objects.visible_to(scope.user).overdue(),
    permission=record_request.permission,
    dimensions=frozenset(),
    worked_on=list_of("datarequest_list", state=OVERDUE),
)
ENDING = now(
    key="freezes_ending",
    noun=ngettext_lazy("data freeze ending soon", "data freezes ending soon", "count"),
    definition=_("Data freezes whose last day is in the next two weeks: tell the person."),
    rows=lambda scope: Freeze.objects.visible_to(scope.user).ending_by(
        timezone.localdate() + timedelta(days=DAYS_BEFORE_END)
    ),
    permission=record_request.permission,
    dimensions=frozenset(),
)
LINES = (
    Line(LATE.key, "shield-alert", "due_on", BEFORE, verb=ANSWER, tone="bad"),
    Line(TO_ANSWER.key, "shield-check", "due_on", BEFORE, verb=ANSWER, tone="wait"),
    Line(ENDING.key, "pause", "ends_on", UNTIL),
)


def request_summary(request, user):
    return RowSummary(link(request), request.recipient.discreet, request.due_on)


def freeze_summary(freeze, user):
    return RowSummary(link(freeze), freeze.recipient.discreet, freeze.ends_on)


def matters_to_end():
    count = DataRequest.objects.open().count() + Freeze.objects.active().count()
    return count and ngettext(
        "%(count)s request about personal data, or freeze, is still open: complete it first.",
        "%(count)s requests about personal data, or freezes, are still open: complete them first.",
        count,
    ) % {"count": count}


MODULE = RemovableModule(
    key="data_rights",
    rank=None,
    label=_("Personal data rights"),
    description=_(
        "People can ask to see, correct, freeze or erase their data. Each request has "
        "a due date, and while data is frozen, no letter is sent and nothing is erased."
    ),
    figures=(TO_ANSWER.key, LATE.key, ENDING.key),
    letters=("data_rights.*",),
    open=(StillOpen(matters_to_end),),
    permissions={Role.COORDINATOR: {record_request.permission}},
    paths={"data-requests": "privacy"},
    topics=[
        Topic(
            "data_rights",
            Role.COORDINATOR,
            "datarequest_list datarequest_new datarequest_detail freeze_new own_data",
            after="privacy",
        )
    ],
    panels=[
        Panel("privacy_tabs", "data_rights/_tab.html", panels.tab),
        Panel("recipient_detail", "data_rights/_rights.html", panels.rights_of),
        Panel("recipient_top", "data_rights/_frozen.html", panels.frozen),
        Panel("loan_detail", "data_rights/_frozen.html", panels.frozen_borrower),
        Panel("own_page", "data_rights/_own.html", panels.own_requests),
    ],
    personal_data=[(DataRequest, ("recipient",)), (Freeze, ("recipient",))],
    under_way=[freezes_under_way, requests_under_way],
    withheld=[is_withheld],
    restricted=[frozen_people],
    forget=[close_erasures],
    processing={
        "families": {
            "data": _("Requests about their data, and the reason for a freeze."),
        }
    },
    new_figures=[
        (TO_ANSWER, "renewals_to_answer"),
        (LATE, TO_ANSWER.key),
        (ENDING, LATE.key),
    ],
    row_summaries={
        DataRequest: (request_summary, lambda rows: rows.select_related("recipient")),
        Freeze: (freeze_summary, lambda rows: rows.select_related("recipient")),
    },
    todos=[
        (role, PEOPLE, line, "requests_to_answer")
        for role in (Role.COORDINATOR, Role.ADMIN)
        for line in reversed(LINES)
    ],
    steps={
        "freezes": Step(
            run=lambda now: end_freezes_due(
                by=User.objects.system(), today=timezone.localdate(now)
            ),
            needs_clock=True,
        )
    },
)
