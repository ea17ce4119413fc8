from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ApiConfig(AppConfig):
    name = "api"

    def ready(self):
        from api.operations import revoke_again
        from api.scopes import Scope
        from api.settings_entries import ENTRIES
        from api.webhooks import lifecycle as webhooks
        from api.webhooks.jobs import follow_events
        from api.webhooks.letters import WEBHOOK_OFF
        from core import erasure_journal
        from core.models.event import FOLLOWERS
        from core.settings_page import registry
        from core.workflow import event_messages
        from people.outbox.letter_kinds import register

        event_messages.register(
            {
                "token.opened": _("Token made: %(scopes)s"),
                "token.changed": _("Token changed: %(scopes)s"),
                "token.revoked": _("Token revoked"),
            },
            scopes=Scope,
        )
        event_messages.register(webhooks.EVENTS, topics=webhooks.Topic, problem=webhooks.Trouble)
        register(WEBHOOK_OFF)
        FOLLOWERS.append(follow_events)
        registry.ENTRIES.extend(ENTRIES)
        erasure_journal.register("api.Token", born="at", gone="revoked_at", again=revoke_again)
