"""OpenAPI 3.1 description of version 1, generated from the routes."""

import json
import re
from functools import cache

from django.core.serializers.json import DjangoJSONEncoder
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override, pgettext_lazy

import core
from api.endpoints import ROUTES, keyed
from api.problems import PROBLEM

MUST = {
    401: _("No valid token"),
    403: _("Not allowed for this role or these scopes"),
    429: _("Too many requests"),
    503: _("Busy or temporarily closed: try again after the time given in Retry-After"),
}
# Responses of the server itself, sent before a request reaches the application.
TOO_LONG = {414: _("The address is too long"), 431: _("The headers are too long")}
TEXT = {"type": "string"}
PROBLEM_SCHEMA = {
    "type": "object",
    "properties": {
        "type": TEXT,
        "title": TEXT,
        "status": {"type": "integer"},
        "detail": {"type": "string", "description": "A sentence, in the language of the caller."},
        "errors": {
            "type": "object",
            "additionalProperties": {"type": "array", "items": TEXT},
            "description": "Sentences by field.",
        },
    },
    "required": ["type", "title", "status", "detail"],
}
INTRODUCTION = """\
Every write is the act of a page, with its permission and its sentences; every list has the rows \
and the filters of the page. Send a token as `Authorization: Bearer …`. Texts are in the language \
of the token's user, or of `Accept-Language`.

Lists come in pages: follow `next`. Keep `revision`, and ask with `since` for what changed after. \
`Idempotency-Key` on a write makes it happen once however often it is sent. A change needs \
`If-Match` with the `ETag` that was read. Refusals are problems (RFC 9457)."""


@cache
def document():
    """Return the description as a dict, with texts in the active language."""
    paths, schemas = {}, {}
    for route in ROUTES:
        described = _by_name(_operation(route), schemas)
        paths.setdefault(f"/api/v1/{route.path}", {})[route.method.lower()] = described
    return {
        "openapi": "3.1.0",
        "info": {"title": "Rebond", "version": core.__version__, "description": INTRODUCTION},
        "servers": [{"url": "/"}],
        "security": [{"token": []}],
        "tags": [{"name": name} for name in dict.fromkeys(route.tag for route in ROUTES)],
        "paths": paths,
        "components": {
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
            "schemas": {"Problem": PROBLEM_SCHEMA} | schemas,
        },
    }


@cache
def openapi_json():
    """Return the description for tools, as JSON in English."""
    with override("en"):
        return json.dumps(document(), cls=DjangoJSONEncoder)


def _by_name(described, schemas):
    """Return the description with references to titled schemas, which are added to `schemas`."""
    if isinstance(described, list):
        return [_by_name(one, schemas) for one in described]
    if not isinstance(described, dict):
        return described
    found = {name: _by_name(one, schemas) for name, one in described.items()}
    if "title" not in found or "properties" not in found:
        return found
    schemas[found["title"]] = found
    return {"$ref": f"#/components/schemas/{found['title']}"}


def _problem(words):
    schema = {"$ref": "#/components/schemas/Problem"}
    return {"description": words, "content": {PROBLEM: {"schema": schema}}}


def _operation(route):
    names = re.findall(r"\{(\w+)\}", route.path)
    described = {
        "operationId": route.name,
        "summary": route.summary,
        "description": _about(route),
        "tags": [route.tag],
        "parameters": _parameters(route, names),
        "responses": _responses(route, has_key=bool(names)),
    }
    if route.body is not None:
        described["requestBody"] = _body(route)
    if route.module:
        described["x-module"] = route.module.key
    return described


def _about(route):
    words = format_lazy(_("Permission: `{permission}`."), permission=route.permission)
    if not route.module:
        return words
    module = format_lazy(_("404 while this module is off: {module}."), module=route.module.label)
    return format_lazy("{} {}", words, module)


def _parameters(route, names):
    found = [
        _parameter(name, "path", schema, is_required=True) for name, schema in keyed(names).items()
    ]
    found += [_parameter(name, "query", schema) for name, schema in route.parameters.items()]
    if route.method != "GET":
        found.append(_parameter("Idempotency-Key", "header", {"type": "string", "maxLength": 200}))
    if route.is_edit:
        found.append(_parameter("If-Match", "header", TEXT, is_required=True))
    return found


def _parameter(name, place, schema, *, is_required=False):
    schema = dict(schema)
    words = schema.pop("description", "")
    described = {"name": name, "in": place, "required": is_required, "schema": schema}
    return described | ({"description": words} if words else {})


def _responses(route, *, has_key):
    statuses = dict(MUST)
    if has_key or route.module:
        statuses[404] = _("Unknown, or not visible to you")
    if route.parameters or route.method != "GET":
        statuses[422] = _("Invalid: one message per field")
    if route.method != "GET":
        statuses |= {
            400: _("Not a JSON object"),
            409: _("Refused in the current status"),
            413: _("Too large"),
        }
        statuses[415] = _("Neither JSON nor a form")
    if route.is_edit:
        statuses |= {412: _("Changed since it was read"), 428: _("If-Match is missing")}
    answer = {
        "description": pgettext_lazy("answer", "Done"),
        "content": {media: {"schema": route.answer} for media in route.media.split()},
    }
    if route.media == "application/json":
        answer["headers"] = {"ETag": {"schema": TEXT}}
    responses = {str(int(status)): answer for status in (route.status, *route.also)}
    if route.method == "GET":
        responses["304"] = {"description": _("Unchanged: the ETag matches If-None-Match")}
    responses |= {str(status): _problem(words) for status, words in sorted(statuses.items())}
    pages = {"text/html": {"schema": TEXT}}
    return responses | {
        str(status): {"description": words, "content": pages} for status, words in TOO_LONG.items()
    }


def _body(route):
    content = {"schema": route.body}
    if route.example:
        content["example"] = route.example
    media = "multipart/form-data" if _has_file(route.body) else "application/json"
    return {"content": {media: content}, "required": bool(route.body["required"])}


def _has_file(body):
    schemas = body["properties"].values()
    return any(one.get("items", one).get("format") == "binary" for one in schemas)
