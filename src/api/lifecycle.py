"""Messages of the events of tokens."""

from django.utils.translation import gettext_lazy as _

from api.scopes import Scope
from core.workflow import event_messages

event_messages.register(
    {
        "token.opened": _("Token created: %(scopes)s"),
        "token.changed": _("Token changed: %(scopes)s"),
        "token.revoked": _("Token revoked"),
    },
    scopes=Scope,
)
