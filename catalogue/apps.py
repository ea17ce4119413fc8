from django.apps import AppConfig


class CatalogueConfig(AppConfig):
    name = "catalogue"

    def ready(self):
        from catalogue.lifecycle import EVENTS
        from core import sentences

        sentences.register(EVENTS)
