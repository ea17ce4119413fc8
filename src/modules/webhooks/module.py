"""The declaration of the module."""

from django.utils.translation import gettext_lazy as _

from desk.daily import Step
from desk.help.topics import Topic
from modules.declaration import RemovableModule
from modules.webhooks.jobs import follow_events, forget_deliveries, offer_webhooks
from people.base.roles import Role

MODULE = RemovableModule(
    key="webhooks",
    rank=None,
    label=_("Webhooks"),
    description=_(
        "Another tool receives what happens here, as it happens: numbers and codes, no names."
    ),
    permissions={Role.ADMIN: {"webhooks.change_webhook"}},
    paths={"webhooks": "settings"},
    topics=[
        Topic(
            "webhooks",
            Role.ADMIN,
            "webhook_list webhook_add webhook_edit webhook_deliveries",
            after="api",
        )
    ],
    followers=[follow_events],
    steps={
        "webhooks": Step(run=lambda now: offer_webhooks(), needs_clock=False),
        "old deliveries": Step(run=lambda now: forget_deliveries(now=now), needs_clock=True),
    },
)
