from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "desk"

    def ready(self):
        from core.modules import panels
        from core.modules.discovery import discover
        from core.modules.panels import Panel
        from desk.backups import checks  # noqa: F401  (it registers itself)
        from desk.privacy.anonymisation import FORGET
        from desk.workshop.needs import lacking_where
        from desk.workshop.queue import next_device
        from people.privacy import anonymisation

        discover(self)
        panels.add(
            panels.KERNEL,
            Panel("bench", "desk/workshop/_bench_needs.html", lacking_where),
            Panel("device_finished", "desk/workshop/_next_device.html", next_device),
        )
        anonymisation.register(*FORGET)
