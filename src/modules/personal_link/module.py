"""The declaration of the module."""

from django.utils.translation import gettext_lazy as _

from core.modules.panels import Panel
from modules.declaration import RemovableModule
from modules.personal_link.operations import may_send_page
from modules.personal_link.page import OWN_PAGE


def link_to_send(user, person):
    """The person to whom this user may send the link of their page, or None."""
    may = user.has_perm("loans.hand_over") and may_send_page(person)
    return {"person": person} if may else None


MODULE = RemovableModule(
    key="personal_link",
    rank=None,
    label=_("Personal links"),
    description=_(
        "Letters contain a link to a personal page, without an account: people can "
        "choose a time, request an extension or report a fault."
    ),
    letters=("recipient.page",),
    panels=[Panel("recipient_actions", "personal_link/_send.html", link_to_send)],
    help_pages={
        "loans": "personal_page personal_longer personal_fault personal_paper",
        "appointments": "personal_time",
    },
    help_lines={
        "recipients": (
            2,
            _(
                "**Send the link to their page** sends the person, once more, the address of the "
                "page where they see what they have on loan and can request an extension."
            ),
        ),
        "appointments": (
            3,
            _(
                "Letters to a person contain a link to their personal page, without an account:"
                " they can choose, move or cancel a time themselves. The history shows this."
            ),
        ),
    },
    processing={
        "": {
            "security": _(
                "The personal link in our letters shows people what they have on loan, "
                "without any names; it stops working when the loan ends."
            )
        }
    },
    own_pages=[OWN_PAGE],
)
