from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "api"

    def ready(self):
        from api.operations import revoke_again
        from core.modules.discovery import discover
        from core.workflow import erasure_journal

        discover(self)
        erasure_journal.register("api.Token", born="at", gone="revoked_at", again=revoke_again)
