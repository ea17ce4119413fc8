"""Compare responses of the API with the description: status, media type and schema."""

import gzip
import json
import re
from functools import cache

from jsonschema_rs import Draft202012Validator

from api.document import openapi_json
from api.urls import ROUTES

BASE = "/api/v1/"


@cache
def _pattern(path):
    return re.compile(re.sub(r"{\w+}", r"\\d+", path))


@cache
def _described(path, method):
    return json.loads(openapi_json())["paths"][BASE + path].get(method)


@cache
def _validator(path, method, status, media):
    schema = _described(path, method)["responses"][status]["content"][media]["schema"]
    components = {"components": json.loads(openapi_json())["components"]}
    return Draft202012Validator(schema | components, validate_formats=True)


def breach(request, response):
    """Return the difference between a response and the description, or ""."""
    path, method = request.path_info.removeprefix(BASE), request.method.lower()
    route = next((route for route in ROUTES if _pattern(route.path).fullmatch(path)), None)
    described = route and _described(route.path, method)
    if described is None:
        return ""  # the URL or method is not described
    status, label = str(response.status_code), f"{method} {path}"
    answer = described["responses"].get(status)
    if answer is None:
        return f"{label}: {status} is not described"
    if "content" not in answer:
        return f"{label}: {status} has a body" if response.content else ""
    media = response.headers["Content-Type"].partition(";")[0]
    if media not in answer["content"]:
        return f"{label}: {status} is not described as {media}"
    if "json" not in media:
        return ""
    is_packed = response.headers.get("Content-Encoding") == "gzip"
    content = gzip.decompress(response.content) if is_packed else response.content
    validator = _validator(route.path, method, status, media)
    errors = validator.iter_errors(json.loads(content))
    return "; ".join(f"{label}: {error.instance_path} {error.message}" for error in errors)
