"""JSON responses with an ETag of what they say."""

import hashlib
import json

from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpResponse
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.http import quote_etag

ETAG = 24  # characters of a hash


class Encoder(DjangoJSONEncoder):
    """Lazy texts in the language of the reader, decimals as texts, moments as ISO says them."""


def _json(content):
    return json.dumps(content, cls=Encoder, ensure_ascii=False, separators=(",", ":")).encode()


def _tag(body):
    return quote_etag(hashlib.sha256(body).hexdigest()[:ETAG])


def etag_of(content):
    return _tag(_json(content))


def respond(request, content, status=200, **headers):
    """The response that says `content`; 304 to who has it already."""
    body = _json(content)
    response = HttpResponse(body, status=status, content_type="application/json", headers=headers)
    response.headers["ETag"] = _tag(body)
    patch_cache_control(response, private=True, no_cache=True)
    if request.method in {"GET", "HEAD"}:
        return get_conditional_response(request, response.headers["ETag"], None, response)
    return response
