from django.apps import AppConfig


class CatalogueConfig(AppConfig):
    name = "catalogue"

    def ready(self):
        from catalogue.lifecycle import EVENTS
        from catalogue.settings_entries import ENTRIES
        from core.settings_page import registry
        from core.workflow import event_messages

        event_messages.register(EVENTS)
        registry.ENTRIES.extend(ENTRIES)
