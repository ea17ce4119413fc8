"""The declaration of the module."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from core.modules.panels import Panel
from core.modules.registry import StillOpen
from desk.help.topics import Topic
from desk.navigation import Tab
from modules.declaration import RemovableModule
from modules.holder_messages import demo
from modules.holder_messages.lifecycle import HolderMessageStatus
from modules.holder_messages.models import HolderMessage, OptOut, Receipt
from modules.holder_messages.operations import forget_refusals, refuse_messages, send_message
from people.base.roles import Role


def choice_of(user, person):
    """Whether a person receives messages, for users who note their choice."""
    if person.anonymised_at or not user.has_perm(refuse_messages.permission):
        return None
    return {"opt_out": OptOut.objects.filter(recipient=person).first()}


def messages_prepared():
    count = HolderMessage.objects.filter(status=HolderMessageStatus.PREPARED).count()
    return count and ngettext(
        "%(count)s message to holders of devices is prepared: send or drop it first.",
        "%(count)s messages to holders of devices are prepared: send or drop them first.",
        count,
    ) % {"count": count}


MODULE = RemovableModule(
    key="holder_messages",
    rank=115,
    label=_("Messages to holders"),
    search_words={"holdermessage_list": _("inform many people SMS e-mail newsletter scam")},
    description=_(
        "Inform the people who have devices, chosen by system, category, site, date or"
        " municipality. Nobody is asked to return anything, and everybody may refuse."
    ),
    urls=("holdermessage_*", "own_stop"),
    letters=("holder_message.*",),
    open=(StillOpen(messages_prepared),),
    permissions={
        Role.COUNTER: {refuse_messages.permission},
        Role.COORDINATOR: {send_message.permission},
    },
    menu=[
        (
            "loans",
            Tab(
                "holdermessage_list",
                _("Messages to holders"),
                "message-square",
                send_message.permission,
            ),
            "overdue_list",
        )
    ],
    paths={"holder-messages": "holdermessage_list"},
    topics=[
        Topic(
            "holder_messages",
            Role.COORDINATOR,
            "holdermessage_list holdermessage_new holdermessage_detail holdermessage_edit own_stop",
            after="returns",
        )
    ],
    panels=[Panel("recipient_detail", "holder_messages/_choice.html", choice_of)],
    personal_data=[(Receipt, ("recipient",)), (OptOut, ("recipient",))],
    processing={
        "families": {
            "purpose": _("Inform the holders of devices."),
            "data": _("Refusal of messages."),
        }
    },
    forget=[forget_refusals],
    demo=demo.prepare,
)
