"""Problems: errors of the API as `application/problem+json` (RFC 9457)."""

import json
from http import HTTPStatus

from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _

PROBLEM = "application/problem+json"
SENTENCES = {
    400: _("This is not a JSON object as the description of this address says."),
    401: _(
        "Send a valid token: this one is missing, unknown, expired, revoked or used from elsewhere."
    ),
    403: _("This is not part of your role, or not of the scopes of this token."),
    404: _("This page does not exist, or you cannot see it."),
    412: _("Somebody else changed this meanwhile. See what changed, then save again."),
    422: _("Something here is not as the description of this address says: see `errors`."),
    405: _("This address does not take this method."),
    413: _("This is too large."),
    415: _("Send JSON, or a form with files where the description says so."),
    428: _("Send the ETag that you read in If-Match: what others changed meanwhile stays."),
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
