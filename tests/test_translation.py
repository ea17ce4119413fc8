"""What makemessages can find: it knows the functions of gettext by their own names and by `_`."""

import ast
from pathlib import Path

from django.conf import settings

OURS = ["catalogue", "config", "core", "desk", "donations", "inventory", "loans", "people"]


def aliases_of_gettext(path):
    return [
        f"{path.name}: {name.asname}"
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation"
        for name in node.names
        if "gettext" in name.name and name.asname not in (None, "_")
    ]


def test_gettext_has_no_name_that_makemessages_does_not_know():
    sources = [path for app in OURS for path in (Path(settings.BASE_DIR) / app).rglob("*.py")]
    assert [alias for path in sources for alias in aliases_of_gettext(path)] == []
