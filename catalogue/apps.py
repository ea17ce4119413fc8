from django.apps import AppConfig


class CatalogueConfig(AppConfig):
    name = "catalogue"

    def ready(self):
        from catalogue.lifecycle import EVENTS
        from catalogue.settings_entries import DECISIONS
        from core.settings_page import registry as decisions
        from core.workflow import event_messages as sentences

        sentences.register(EVENTS)
        decisions.register(*DECISIONS)
