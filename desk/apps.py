from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "desk"

    def ready(self):
        from core.modules.discovery import discover
        from desk.backups import checks  # noqa: F401  (it registers itself)
        from desk.full_export.operations import forget_with_people
        from desk.privacy.anonymisation import FORGET
        from desk.workshop.needs import lacking_where
        from inventory.workshop.workbench.panels import EXTRA_PANELS
        from people.privacy import anonymisation

        discover(self)
        EXTRA_PANELS.append(("desk/workshop/_bench_needs.html", lacking_where))
        anonymisation.register(*FORGET, forget_with_people)
