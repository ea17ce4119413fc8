"""Middleware for URLs below `/api/v1/`: authentication by token, and errors as problems."""

from datetime import timedelta

from django.contrib.auth.models import AnonymousUser
from django.utils import timezone, translation

from api.models import Token
from api.problems import PROBLEM, problem
from api.scopes import permissions_of
from core import request_id
from core.http.ratelimit import visitor_of

ROOT = "/api/v1/"
OPEN = {f"{ROOT}openapi.json"}
MINUTE = timedelta(minutes=1)
AT_ALL_SITES = "inventory.view_every_site"


def ProblemMiddleware(get_response):  # noqa: N802  (named like the middleware classes beside it)
    """Turn HTML refusals of other middleware into problems."""

    def middleware(request):
        response = get_response(request)
        is_refusal = response.status_code >= 400 and response.headers["Content-Type"] != PROBLEM
        if request.path_info.startswith(ROOT) and is_refusal:
            answer = problem(response.status_code, getattr(response, "sentence", ""))
            for name in {"Retry-After", "Allow"} & set(response.headers):
                answer.headers[name] = response.headers[name]
            return answer
        return response

    return middleware


def TokenMiddleware(get_response):  # noqa: N802
    """Set the user of a request to the user of its token, within the token's limits.

    Sessions are ignored below these URLs, so that no other site can use them.
    """

    def middleware(request):
        if not request.path_info.startswith(ROOT):
            return get_response(request)
        request.token = _token_of(request)
        request._cached_user = _user_of(request) if request.token else AnonymousUser()
        if request.token is None and request.path_info not in OPEN:
            with translation.override(translation.get_language_from_request(request)):
                return problem(401)
        mark = request_id.token.set(request.token.pk if request.token else None)
        try:
            return get_response(request)
        finally:
            request_id.token.reset(mark)

    return middleware


def _token_of(request):
    """Return the token of a request, and record its use; None if it is invalid for this IP."""
    scheme, _space, secret = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not secret:
        return None
    now = timezone.now()
    token = Token.objects.opening(secret.strip(), timezone.localdate(now))
    if token is None or not token.user.is_trusted:
        return None
    address = visitor_of(request)
    if not token.is_from(address):
        return None
    if token.used_at is None or now - token.used_at > MINUTE or token.used_from != address:
        Token.objects.filter(pk=token.pk).update(used_at=now, used_from=address)
    return token


def _user_of(request):
    """Return the user of a token, limited to the token's permissions and sites."""
    token = request.token
    user, allowed = token.user, permissions_of(token.scopes)
    sites = {site.pk for site in token.sites.all()}
    if sites:
        allowed -= {AT_ALL_SITES}
        is_everywhere = AT_ALL_SITES in user.permissions
        user.site_ids = list(sites) if is_everywhere else list(sites & set(user.site_ids))
    user.granted = allowed
    if "Accept-Language" in request.headers:
        user.language = translation.get_language_from_request(request)
    return user
