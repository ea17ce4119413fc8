from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ApiConfig(AppConfig):
    name = "api"

    def ready(self):
        from api.operations import revoke_again
        from api.scopes import Scope
        from api.settings_entries import ENTRIES
        from core import erasure_journal
        from core.settings_page import registry
        from core.workflow import event_messages

        event_messages.register(
            {
                "token.opened": _("Token made: %(scopes)s"),
                "token.changed": _("Token changed: %(scopes)s"),
                "token.revoked": _("Token revoked"),
            },
            scopes=Scope,
        )
        registry.ENTRIES.extend(ENTRIES)
        erasure_journal.register("api.Token", born="at", gone="revoked_at", again=revoke_again)
