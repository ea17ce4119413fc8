from django.apps import AppConfig


class DonationsConfig(AppConfig):
    name = "donations"

    def ready(self):
        from core import sentences
        from donations.lifecycle import EVENTS

        sentences.register(EVENTS)
