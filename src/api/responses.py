"""JSON responses with an ETag of their content."""

import hashlib
import json

from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpResponse
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.http import quote_etag

ETAG_CHARACTERS = 24


class Encoder(DjangoJSONEncoder):
    """JSON encoder: lazy texts in the active language, decimals as texts, datetimes in ISO 8601."""


def _json(content):
    return json.dumps(content, cls=Encoder, ensure_ascii=False, separators=(",", ":")).encode()


def _tag(body):
    return quote_etag(hashlib.sha256(body).hexdigest()[:ETAG_CHARACTERS])


def etag_of(content):
    return _tag(_json(content))


def respond(request, content, status=200, **headers):
    """Respond with `content` as JSON, or with 304 if If-None-Match has its ETag."""
    body = _json(content)
    response = HttpResponse(body, status=status, content_type="application/json", headers=headers)
    response.headers["ETag"] = _tag(body)
    patch_cache_control(response, private=True, no_cache=True)
    if request.method in {"GET", "HEAD"}:
        return get_conditional_response(request, response.headers["ETag"], None, response)
    return response
