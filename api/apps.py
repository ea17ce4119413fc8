from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "api"

    def ready(self):
        from api.operations import revoke_again
        from api.webhooks.jobs import follow_events
        from core.models.event import FOLLOWERS
        from core.modules.discovery import discover
        from core.workflow import erasure_journal

        discover(self)
        FOLLOWERS.append(follow_events)
        erasure_journal.register("api.Token", born="at", gone="revoked_at", again=revoke_again)
