"""The declaration of the module."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from core.modules.panels import Panel
from core.modules.registry import StillOpen
from desk.help.topics import Topic
from desk.navigation import Tab
from modules.declaration import RemovableModule
from modules.offline.models import TAKE, Snapshot
from modules.offline.shell import head_for
from modules.offline.tasks import panel_of
from people.base.roles import Role


def work_out():
    """Phones that have not finished their work would have nowhere to send it."""
    count = Snapshot.objects.for_list().to_follow().count()
    return count and ngettext(
        "%(count)s phone has unfinished work: have it sent, or abandon it first.",
        "%(count)s phones have unfinished work: have it sent, or abandon it first.",
        count,
    ) % {"count": count}


MODULE = RemovableModule(
    key="offline",
    rank=150,
    label=_("Work without a network"),
    description=_(
        "The site can be installed on a phone. Scan sessions, stock counts, returns "
        "and preparation lists can be taken on it and scanned without a network."
    ),
    urls=("offline_*",),
    open=(StillOpen(work_out, keeps_on=True),),
    permissions={Role.VOLUNTEER: {TAKE}},
    menu=[
        (
            "stock",
            Tab("offline_list", _("Work on phones"), "smartphone", TAKE),
            "place_list",
        )
    ],
    topics=[
        Topic(
            "offline",
            Role.VOLUNTEER,
            "offline_page offline_help offline_list offline_work",
            after="batch",
        )
    ],
    help_lines={
        "scanning": (
            3,
            _(
                "To scan where there is no network, press “Scan without a network” on the page of"
                " the work before you leave."
            ),
        )
    },
    panels=[
        Panel("head", "offline/_head.html", head_for),
        Panel("take_along", "offline/_take.html", panel_of),
    ],
)
