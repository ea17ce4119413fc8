from django.apps import AppConfig


class CatalogueConfig(AppConfig):
    name = "catalogue"

    def ready(self):
        from catalogue.model_import import MODELS
        from core.imports import kinds
        from core.modules.discovery import discover

        discover(self)
        kinds.register(MODELS)
