from django.apps import AppConfig


class CatalogueConfig(AppConfig):
    name = "catalogue"

    def ready(self):
        from catalogue.lifecycle import EVENTS
        from catalogue.merging import MERGINGS
        from catalogue.settings_entries import ENTRIES
        from core import merging
        from core.settings_page import registry
        from core.workflow import event_messages

        event_messages.register(EVENTS)
        registry.ENTRIES.extend(ENTRIES)
        merging.register(*MERGINGS)
