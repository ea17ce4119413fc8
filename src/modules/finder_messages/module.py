"""The declaration of the module."""

from django.utils.translation import gettext_lazy as _

from core.modules.panels import Panel
from desk.daily import Step
from desk.scanning.label_page import POSTED
from modules.declaration import RemovableModule
from modules.finder_messages.answers import form_of, outcome, take_post
from modules.finder_messages.messages import mail_waiting_messages

MODULE = RemovableModule(
    key="finder_messages",
    rank=None,
    label=_("Messages from finders"),
    description=_(
        "Anyone who finds a device can write to the site it belongs to, from the page that "
        "its label opens."
    ),
    panels=[
        Panel("found_outcome", "finder_messages/_outcome.html", outcome),
        Panel("found_device", "finder_messages/_form.html", form_of),
    ],
    steps={"finders": Step(run=lambda now: mail_waiting_messages(), needs_clock=False)},
)

POSTED.append(take_post)
