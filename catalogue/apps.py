from django.apps import AppConfig


class CatalogueConfig(AppConfig):
    name = "catalogue"

    def ready(self):
        from catalogue.merging import MERGINGS
        from core.merging import merging
        from core.modules.discovery import discover

        discover(self)
        merging.register(*MERGINGS)
