"""The declaration of the module."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from core.modules.panels import Panel
from core.modules.registry import StillOpen
from desk.help.topics import Topic
from desk.navigation import Tab
from modules.declaration import RemovableModule
from modules.group_sessions import demo, figures
from modules.group_sessions.lifecycle import Attendance, SessionStatus
from modules.group_sessions.models import Attendee, GroupSession
from modules.group_sessions.operations import RUN, note_signed
from modules.group_sessions.panels import after_signature
from people.base.roles import Role
from people.privacy.anonymisation import Text


def planned_sessions():
    count = GroupSession.objects.filter(status=SessionStatus.PLANNED).count()
    return count and ngettext(
        "%(count)s session is planned: end or cancel it first.",
        "%(count)s sessions are planned: end or cancel them first.",
        count,
    ) % {"count": count}


def to_come(day):
    """The planned sessions of a person that are still to come."""
    rows = Attendee.objects.filter(session__status=SessionStatus.PLANNED, session__day__gte=day)
    return _("an upcoming group session"), rows, "recipient"


MODULE = RemovableModule(
    key="group_sessions",
    rank=167,
    label=_("Group sessions"),
    search_words={"groupsession_list": _("workshop attendance group hand-over")},
    description=_(
        "Several people receive their devices in one session and sign one after the other;"
        " workshops record attendance."
    ),
    urls=("groupsession_*", "attendee_*"),
    figures=tuple(figure.key for figure in figures.FIGURES),
    open=(StillOpen(planned_sessions),),
    permissions={Role.COUNTER: {RUN}},
    menu=[
        ("loans", Tab("groupsession_list", _("Group sessions"), "users-round", RUN), "loan_list")
    ],
    paths={"sessions": "groupsession_list", "attendees": "groupsession_list"},
    topics=[
        Topic(
            "group_sessions",
            Role.COUNTER,
            "groupsession_list groupsession_new groupsession_edit groupsession_detail"
            " groupsession_add groupsession_brief",
            after="handover",
        )
    ],
    panels=[Panel("loan_signed", "group_sessions/_next.html", after_signature)],
    handed_over=[note_signed],
    personal_data=[(Attendee, ("recipient",))],
    free_texts=[Text(GroupSession, "subject", ("attendees__recipient",), "created_at", names=True)],
    contacts=[(Attendee, Q(status=Attendance.PRESENT), "recipient", "status_since")],
    under_way=[to_come],
    processing={"families": {"data": _("Group sessions.")}},
    new_figures=[(figure, "no_show_rate") for figure in figures.FIGURES],
    row_summaries={
        GroupSession: (figures.of_session, lambda rows: rows),
        Attendee: (
            figures.of_attendee,
            lambda rows: rows.select_related("session", "recipient"),
        ),
    },
    activities=[figures.activities],
    demo=demo.hold_sessions,
)
