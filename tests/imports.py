"""Import graph of the modules, and the allowed order of apps and packages."""

import ast
from collections import defaultdict
from functools import cache
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parent.parent
ROOT = CHECKOUT / "src"
TESTS = CHECKOUT / "tests"
MODULES = sorted(path.parent.name for path in ROOT.glob("modules/*/apps.py"))
# An app imports only itself and apps to its right.
FLOW = [
    "config",
    "bench",
    "demo",
    "modules",
    "api",
    "desk",
    "loans",
    "inventory",
    "donations",
    "catalogue",
    "people",
    "core",
]
# Inside an app, a package (or module) imports only itself and packages before it.
PACKAGES = {
    "core": [
        "dates",
        "numbers",
        "folding",
        "formatting",
        "qr",
        "request_id",
        "text_input",
        "charts",
        "backends",
        "caches",
        "files",
        "workflow",
        "models",
        "modules",
        "forms",
        "pdf",
        "http",
        "lists",
        "imports",
        "photos",
        "operating",
        "settings_page",
        "templatetags",
    ],
    "people": [
        "base",
        "outbox",
        "organisations",
        "areas",
        "recipients",
        "privacy",
        "accounts",
    ],
    "inventory": [
        "devices",
        "accessories",
        "intake",
        "erasure",
        "imports",
        "vouchers",
        "scanning",
        "repairs",
        "exits",
        "workshop",
        "transfers",
        "device_pages",
        "labels",
    ],
    "loans": [
        "base",
        "appointments",
        "organisations",
        "allocation",
        "vouchers",
        "requests",
        "settings",
        "handovers",
        "agreements",
        "aftercare",
        "returns",
        "privacy",
        "pages",
    ],
    "desk": [
        "lifecycle",
        "scanning",
        "scan_sessions",
        "figures",
        "workshop",
        "full_export",
        "backups",
        "health",
        "home",
        "help",
        "privacy",
    ],
}


def templates():
    """Return our templates, in the kernel and in modules."""
    return sorted([*(ROOT / "templates").rglob("*.*"), *ROOT.glob("modules/*/templates/**/*.*")])


@cache
def tree_of(path):
    """Return the nodes of the syntax tree of a file, by type."""
    nodes = defaultdict(list)
    for node in ast.walk(ast.parse(path.read_text())):
        nodes[type(node)].append(node)
    return nodes


def nodes_of(path, *types):
    return [node for one in types for node in tree_of(path)[one]]


@cache
def _models_of(app):
    """Return {name in `<app>/models.py`: module that defines it}; {} if models are a package."""
    path = ROOT / app / "models.py"
    imports = nodes_of(path, ast.ImportFrom) if path.exists() else []
    return {alias.name: node.module for node in imports for alias in node.names}


def modules_imported(path):
    """Yield each (line, module or name) that a file imports, also inside functions.

    A model counts as imported from the module that defines it.
    """
    for node in nodes_of(path, ast.Import):
        yield from ((node.lineno, alias.name) for alias in node.names)
    for node in nodes_of(path, ast.ImportFrom):
        app, _dot, rest = (node.module or "").partition(".")
        defined = _models_of(app) if app in PACKAGES and rest == "models" else {}
        for alias in node.names:
            yield node.lineno, defined.get(alias.name, f"{node.module}.{alias.name}")


def files_of(app, package):
    """Return the files of a package, or the single file of a module."""
    place = ROOT / app / package
    return sorted(place.rglob("*.py")) or [place.with_suffix(".py")]


def packages_imported(app):
    """Yield each (file, line, importing package, imported package) of `app`."""
    for package in PACKAGES[app]:
        for path in files_of(app, package):
            for line, module in modules_imported(path):
                if module.startswith(f"{app}."):
                    yield path, line, package, module.split(".")[1]
