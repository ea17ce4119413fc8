"""The declaration of the module."""

from django.utils.text import format_lazy
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
from desk.home.todo import ANSWER, PEOPLE, Line
from modules.access_requests import demo
from modules.access_requests.models import AccessRequest
from modules.access_requests.operations import forget_access, grant_access
from modules.declaration import RemovableModule
from people.base.roles import Role
from people.models import User

TO_ANSWER = now(
    key="access_to_answer",
    noun=ngettext_lazy(
        "organisation requesting access", "organisations requesting access", "count"
    ),
    definition=_("Organisations that requested access and are waiting for an answer."),
    rows=lambda scope: AccessRequest.objects.visible_to(scope.user).waiting(),
    permission=grant_access.permission,
    dimensions=frozenset(),
    worked_on=list_of("access_list", status="waiting"),
)
ANSWERED = Line(TO_ANSWER.key, "building-2", "status_since", verb=ANSWER, tone="wait")


def summary(access, user):
    return RowSummary(link(access), access.town, access.status_since)


def waiting(user, subject):
    """The number of waiting requests, for users who may answer."""
    may = user.has_perm(grant_access.permission)
    return {"waiting": AccessRequest.objects.waiting().count()} if may else None


def requests_to_answer():
    count = AccessRequest.objects.waiting().count()
    return count and ngettext(
        "%(count)s organisation is waiting for an answer: accept or refuse it first.",
        "%(count)s organisations are waiting for an answer: accept or refuse them first.",
        count,
    ) % {"count": count}


MODULE = RemovableModule(
    key="access_requests",
    rank=None,
    label=_("Access requests"),
    description=_("Organisations request access on a public page; a coordinator answers."),
    figures=(TO_ANSWER.key,),
    open=(StillOpen(requests_to_answer),),
    paths={"access": "user_list"},
    topics=[
        Topic(
            "access",
            Role.VOLUNTEER,
            "access_ask access_asked access_confirm",
            for_associations=True,
            after="organisations",
        )
    ],
    help_pages={"organisations": "access_list access_detail"},
    panels=[
        Panel("organisation_list_actions", "access_requests/_list_action.html", waiting),
        Panel("no_account", "access_requests/_no_account.html"),
    ],
    processing={
        "structures": {
            "term": format_lazy(
                _(
                    "Access requests: {access} days after the answer, or {unconfirmed} "
                    "days if never confirmed."
                ),
                access=AccessRequest.RETENTION.days,
                unconfirmed=AccessRequest.CONFIRM_WITHIN.days,
            )
        }
    },
    new_figures=[(TO_ANSWER, "renewals_to_answer")],
    row_summaries={AccessRequest: (summary, lambda rows: rows)},
    todos=[
        (role, PEOPLE, ANSWERED, "requests_to_answer") for role in (Role.COORDINATOR, Role.ADMIN)
    ],
    steps={
        "access": Step(
            run=lambda now: forget_access(by=User.objects.system(), now=now), needs_clock=True
        )
    },
    demo=demo.ask,
)
