from django.apps import AppConfig


class DonationsConfig(AppConfig):
    name = "donations"

    def ready(self):
        from core import guards, sentences
        from donations.guards import GUARDS
        from donations.lifecycle import EVENTS

        guards.register(*GUARDS)
        sentences.register(EVENTS)
