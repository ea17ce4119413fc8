"""The declaration of the module."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from core.modules.panels import Panel
from core.modules.registry import StillOpen
from core.workflow.guards import FORGOTTEN
from desk.help.topics import Topic
from desk.navigation import Tab
from modules.declaration import RemovableModule
from modules.doorstep.models import SEND, SIGN, Visit
from modules.doorstep.operations import forget_evidence
from modules.doorstep.panels import at_the_door, visits_to_follow
from people.base.roles import Role
from people.privacy.anonymisation import Text

PHONE = "offline"  # module whose pages show and send the papers


def lacking_phone(on):
    """Papers at the door wait in the queue of another module."""
    if PHONE in on:
        return ""
    return _("“Work without network” must be on: it sends the answers given at the door.")


def visits_open():
    count = Visit.objects.to_follow().count()
    return count and ngettext(
        "%(count)s document is still on a phone or to resolve: have it sent, or resolve it first.",
        "%(count)s documents are still on phones or to resolve: have them sent, or "
        "resolve them first.",
        count,
    ) % {"count": count}


MODULE = RemovableModule(
    key="doorstep",
    rank=155,
    label=_("Signing at the door without a network"),
    description=_(
        "Agreements to sign and returns at home are prepared on a phone: at most ten, for 24 "
        "hours, protected by your password. They are signed without a network, and sent later."
    ),
    urls=("doorstep_*",),
    needs=(lacking_phone,),
    open=(StillOpen(visits_open, keeps_on=True),),
    permissions={Role.VOLUNTEER: {SEND}, Role.COUNTER: {SIGN}},
    menu=[
        ("loans", Tab("doorstep_list", _("At the door"), "truck", SIGN), "signing_list"),
    ],
    topics=[Topic("doorstep", Role.COUNTER, "doorstep_list", after="signing")],
    panels=[
        Panel("offline_page", "doorstep/_phone.html"),
        Panel("offline_list", "doorstep/_to_resolve.html", visits_to_follow),
        Panel("loan_detail", "doorstep/_loan.html", at_the_door),
    ],
    phone_files=("signature.js", "doorstep/door.js"),
    personal_data=[(Visit, ("loan__recipient",))],
    forget=[forget_evidence],
    free_texts=(
        Text(Visit, "why", ("loan__recipient",), "received_at", beside="loan"),
        Text(Visit, "entered", ("loan__recipient",), "received_at", beside="loan"),
        Text(Visit, "reason", ("loan__recipient",), "received_at", FORGOTTEN, beside="loan"),
    ),
    processing={
        "families": {
            "data": _("Signatures at the door that were not applied."),
        },
        "": {
            "security": _(
                "Documents to sign at the door are encrypted on the phone with the "
                "user’s password, and deleted after 24 hours."
            ),
        },
    },
)
