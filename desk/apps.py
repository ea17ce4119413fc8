from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "desk"

    def ready(self):
        from core import erasure_journal as forgotten
        from core.settings_page import registry as decisions
        from core.workflow import event_messages as sentences
        from desk.backups.settings_entries import DECISIONS as SAFEKEEPING
        from desk.full_export.operations import forget_with_people
        from desk.lifecycle import EVENTS
        from desk.outcomes.operations import close_again
        from desk.privacy.anonymisation import FORGET
        from desk.privacy.settings_entries import DECISIONS as PRIVACY
        from desk.settings_entries import DECISIONS
        from desk.workshop.needs import lacking_where
        from inventory.workshop.workbench.panels import EXTRA_PANELS
        from people import anonymisation as forgetting

        EXTRA_PANELS.append(("desk/_bench_needs.html", lacking_where))
        sentences.register(EVENTS)
        decisions.register(*DECISIONS, *PRIVACY, *SAFEKEEPING)
        forgotten.register("desk.OutcomeLink", born="at", gone="revoked_at", again=close_again)
        forgetting.register(*FORGET, forget_with_people)
