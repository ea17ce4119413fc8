"""App configuration of a removable module."""

from importlib import import_module

from django.apps import AppConfig, apps
from django.urls import include, path


class ModuleConfig(AppConfig):
    """App configuration of a removable module; its declaration is `MODULE` in `module.py`."""

    default = False  # Django uses the subclass in the module

    def ready(self):
        from core.modules.discovery import discover
        from modules.declaration import install

        discover(self)
        install(import_module(f"{self.name}.module").MODULE, folder=self.path)


def configs():
    """The configuration of each module in the tree."""
    return [config for config in apps.get_app_configs() if isinstance(config, ModuleConfig)]


def urls():
    """The URL patterns of all modules in the tree."""
    return [path("", include(f"{config.name}.urls")) for config in configs()]
