from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "desk"

    def ready(self):
        from core import decisions, forgotten, sentences
        from desk.decided import DECISIONS
        from desk.lifecycle import EVENTS
        from desk.outcomes.operations import close_again
        from desk.privacy.decided import DECISIONS as PRIVACY
        from desk.privacy.forgetting import FORGET
        from desk.safekeeping.decided import DECISIONS as SAFEKEEPING
        from desk.whole.operations import forget_with_people
        from desk.workshop.needs import lacking_where
        from inventory.bench.beside import EXTRA_PANELS
        from people import forgetting

        EXTRA_PANELS.append(("desk/_bench_needs.html", lacking_where))
        sentences.register(EVENTS)
        decisions.register(*DECISIONS, *PRIVACY, *SAFEKEEPING)
        forgotten.register("desk.OutcomeLink", born="at", gone="revoked_at", again=close_again)
        forgetting.register(*FORGET, forget_with_people)
