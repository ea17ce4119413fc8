from django.apps import AppConfig


class LoansConfig(AppConfig):
    name = "loans"

    def ready(self):
        from core import guards, sentences
        from loans.guards import GUARDS
        from loans.lifecycle import EVENTS

        guards.register(*GUARDS)
        sentences.register(EVENTS)
