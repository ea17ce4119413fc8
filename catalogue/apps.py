from django.apps import AppConfig


class CatalogueConfig(AppConfig):
    name = "catalogue"

    def ready(self):
        from catalogue.decided import DECISIONS
        from catalogue.lifecycle import EVENTS
        from core import decisions, sentences

        sentences.register(EVENTS)
        decisions.register(*DECISIONS)
