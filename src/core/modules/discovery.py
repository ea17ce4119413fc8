"""Import the modules of each app that register something on import."""

from importlib import import_module
from pkgutil import iter_modules

from django.utils.module_loading import module_has_submodule

# Modules that register something on import, in import order.
REGISTERING = ("module", "lifecycle", "guards", "letters", "credentials", "settings_entries")
NOT_FEATURES = {"management", "migrations", "models", "templatetags", "tests"}


def discover(app_config):
    """Import the registering modules of an app and of all packages inside it."""
    packages = list(_packages_in(app_config.module))
    for name in REGISTERING:
        for package in packages:
            if module_has_submodule(package, name):
                import_module(f"{package.__name__}.{name}")


def _packages_in(package):
    yield package
    for found in iter_modules(package.__path__):
        if found.ispkg and found.name not in NOT_FEATURES:
            yield from _packages_in(import_module(f"{package.__name__}.{found.name}"))
