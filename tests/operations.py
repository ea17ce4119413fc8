"""All operations of the apps, by app and name."""

import importlib
import pkgutil

# Modules and packages that contain operations; `check` and `apply` are those of lists.
PLACES = {"operations", "check", "apply"}
APPS = ["modules", "donations", "inventory", "loans", "people", "desk", "api", "core"]


def _operations_of(app):
    package = importlib.import_module(app)
    operations = {}
    for module in pkgutil.walk_packages(package.__path__, f"{app}."):
        if not PLACES.intersection(module.name.split(".")):
            continue
        for value in vars(importlib.import_module(module.name)).values():
            if hasattr(value, "permission") and value.__module__.split(".")[0] == app:
                operations[value.__name__] = value
    return operations


OPERATIONS = {app: _operations_of(app) for app in APPS}
