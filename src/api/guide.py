"""The description of version 1 as a page."""

import json

from django.utils.translation import gettext_lazy as _

from api.document import document
from api.endpoints import ROUTES
from core.modules.registry import is_on

PLACES = {"path": _("path"), "query": _("query"), "header": _("header")}


def guide():
    """Context of the page: the operations of each tag, without those of modules that are off."""
    groups, paths = {}, document()["paths"]
    for route in ROUTES:
        if route.is_on:
            path, method = f"/api/v1/{route.path}", route.method.lower()
            groups.setdefault(route.tag, []).append(_shown(path, method, paths[path][method]))
    return {"groups": list(groups.items())}


def _shown(path, method, described):
    parameters = [
        {**one, "place": PLACES[one["in"]], "type": _type_of(one["schema"])}
        for one in described["parameters"]
    ]
    answers = sorted((n, answer["description"]) for n, answer in described["responses"].items())
    shown = {**described, "path": path, "method": method.upper(), "answers": answers}
    shown["parameters"] = parameters
    for media, content in described.get("requestBody", {}).get("content", {}).items():
        schema = content["schema"]
        shown["media"] = media
        shown["body"] = [
            {
                "name": name,
                "required": name in schema["required"],
                "type": _type_of(one),
                "description": one.get("description", ""),
            }
            for name, one in schema["properties"].items()
            if "x-module" not in one or is_on(one["x-module"])
        ]
        if "example" in content:
            shown["example"] = json.dumps(content["example"], indent=2, ensure_ascii=False)
    return shown


def _type_of(schema):
    """Describe a schema in a few words: its type, or its possible values."""
    if "enum" in schema:
        return " | ".join(str(key) for key in schema["enum"] if key != "")
    kinds = schema.get("type", "object")
    kinds = kinds if isinstance(kinds, str) else kinds[0]
    return f"{kinds} ({schema['format']})" if "format" in schema else kinds
