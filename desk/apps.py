from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "desk"

    def ready(self):
        from core.modules.discovery import discover
        from core.workflow import erasure_journal
        from desk.backups import checks  # noqa: F401  (it registers itself)
        from desk.full_export.operations import forget_with_people
        from desk.outcomes.operations import close_again
        from desk.privacy.anonymisation import FORGET
        from desk.workshop.needs import lacking_where
        from inventory.workshop.workbench.panels import EXTRA_PANELS
        from people.privacy import anonymisation

        discover(self)
        EXTRA_PANELS.append(("desk/workshop/_bench_needs.html", lacking_where))
        erasure_journal.register(
            "desk.OutcomeLink", born="at", gone="revoked_at", again=close_again
        )
        anonymisation.register(*FORGET, forget_with_people)
