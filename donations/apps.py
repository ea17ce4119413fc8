from django.apps import AppConfig


class DonationsConfig(AppConfig):
    name = "donations"

    def ready(self):
        from core import forgotten, guards, sentences
        from donations.guards import GUARDS
        from donations.lifecycle import EVENTS
        from donations.operations.forgetting import DONOR, FORGETS

        guards.register(*GUARDS)
        sentences.register(EVENTS)
        forgotten.KINDS[DONOR] = FORGETS
