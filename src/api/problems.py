"""Problems: errors of the API as `application/problem+json` (RFC 9457)."""

import json
from http import HTTPStatus

from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _

PROBLEM = "application/problem+json"
SENTENCES = {
    400: _("Send a JSON object that matches the description of this address."),
    401: _(
        "Send a valid token: it is missing, unknown, expired, revoked or not allowed "
        "from this address."
    ),
    403: _("Your role, or the scopes of this token, do not allow this."),
    404: _("This page does not exist, or you cannot see it."),
    412: _(
        "Somebody else has changed this in the meantime. Check what has changed, then save again."
    ),
    422: _("A value does not match the description of this address: see `errors`."),
    405: _("This address does not accept this method."),
    413: _("The data you sent is too large."),
    415: _("Send JSON, or a form with files where the description says so."),
    428: _("In If-Match, send the ETag that you read, so that changes made by others are kept."),
    429: _("Too many requests: try again in a moment."),
}


class Problem(Exception):
    """Exception that ends a request with this status; `errors` maps fields to messages."""

    def __init__(self, status, sentence="", errors=None):
        super().__init__(status)
        self.status, self.sentence, self.errors = status, sentence, errors or {}


def problem(status, sentence="", errors=None):
    """Build the `application/problem+json` response to a refused request."""
    title = HTTPStatus(status).phrase
    content = {"type": "about:blank", "title": title, "status": status}
    content["detail"] = str(sentence or SENTENCES.get(status, title))
    if errors:
        content["errors"] = {name: list(map(str, lines)) for name, lines in errors.items()}
    response = HttpResponse(
        json.dumps(content, ensure_ascii=False), status=status, content_type=PROBLEM
    )
    if status == HTTPStatus.UNAUTHORIZED:
        response.headers["WWW-Authenticate"] = "Bearer"
    return response
