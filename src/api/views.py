"""Views: the endpoints of version 1, their description, and the pages of tokens."""

from http import HTTPStatus

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import F
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_safe

from api import operations
from api.document import openapi_json
from api.forms import LimitsForm, MachineForm, TokenForm
from api.guide import guide
from api.models import Token
from api.problems import Problem, problem
from api.schema import check_query
from api.tables import TokenTable
from core.caches.local_cache import local_cache
from core.forms.actions import redirect_saying, run_action
from core.forms.base import attempt
from core.http.access import allowed
from core.http.body_limit import takes_files
from core.http.ratelimit import is_within
from core.lists.tables import render_table
from core.models import Event
from people.accounts.reauthentication import confirmed

REQUESTS_PER_SECOND = 60  # limit per token and machine, divided among the processes


def endpoint(routes):
    """Return the view of a URL with these routes, {method: route}."""

    @csrf_exempt
    def view(request, **keys):
        try:
            return _answer(request, routes, keys)
        except Problem as refused:
            answer = problem(refused.status, refused.sentence, refused.errors)
        except Http404:
            answer = problem(HTTPStatus.NOT_FOUND)
        except PermissionDenied:
            answer = problem(HTTPStatus.FORBIDDEN)
        except ValidationError as refusal:
            answer = problem(HTTPStatus.CONFLICT, " ".join(refusal.messages))
        if answer.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
            answer.headers["Allow"] = ", ".join(sorted(routes))
        return answer

    most = max((8 if route.takes_files else 0) for route in routes.values())
    return takes_files(view, count=most) if most else view


def _answer(request, routes, keys):
    route = routes.get("GET" if request.method == "HEAD" else request.method)
    if route is None:
        raise Problem(HTTPStatus.METHOD_NOT_ALLOWED)
    name, share = (
        f"token:{request.token.pk}",
        max(1, REQUESTS_PER_SECOND // settings.WEB_CONCURRENCY),
    )
    if not is_within(name, limit=share, seconds=1, among=local_cache):
        raise Problem(HTTPStatus.TOO_MANY_REQUESTS)
    if not route.is_on:
        raise Http404
    if not request.user.has_perms(route.permission.split()):
        raise PermissionDenied(route.permission)
    check_query(request.GET, route.parameters)
    return route.run(request, **keys)


@login_not_required
@require_safe
def openapi(request):
    """Send the OpenAPI description of version 1; it contains no data of the association."""
    response = HttpResponse(openapi_json(), content_type="application/json")
    response.headers["Cache-Control"] = "public, max-age=3600"
    return response


@require_safe
def api_guide(request):
    """Show the description of version 1 as a page."""
    return render(request, "api/api_guide.html", guide() | {"limit": REQUESTS_PER_SECOND})


# --- Tokens ---------------------------------------------------------------------------------


@sensitive_variables("secret")
def _open(request, form, operation, template, context):
    """Show a form that creates a token; the page shows the secret once."""
    is_done = attempt(form, operation, by=request.user)
    secret = form.result if is_done and isinstance(form.result, str) else None
    if is_done and not secret:
        return redirect_saying(
            request, _("This token has already been created and shown."), request.path
        )
    response = render(request, template, context() | {"form": form, "secret": secret})
    response.headers["Cache-Control"] = "no-store"
    return response


@allowed(operations.open_token.permission)
@confirmed
def token_mine(request):
    """Show the user's own tokens, with a form that creates another."""
    form = TokenForm(request.POST or None, user=request.user)
    revoked_last = F("revoked_at").desc(nulls_first=True)
    tokens = Token.objects.filter(user=request.user).order_by(revoked_last, "-pk")

    def context():
        return {"tokens": tokens[:50]}

    return _open(request, form, operations.open_token, "api/token_mine.html", context)


@allowed(operations.open_machine_token.permission)
@confirmed
def token_machine(request):
    """Create a user for a machine, and its token."""
    form = MachineForm(request.POST or None, user=request.user)
    operation = operations.open_machine_token
    return _open(request, form, operation, "api/token_machine.html", dict)


@allowed(operations.change_token.permission)
def token_list(request):
    """List all tokens of people and machines."""
    tokens = Token.objects.select_related("user")
    return render_table(request, "api/token_list.html", TokenTable(tokens))


@allowed(operations.change_token.permission)
@confirmed
def token_edit(request, pk):
    token = get_object_or_404(Token.objects.select_related("user"), pk=pk)
    form = LimitsForm(request.POST or None, instance=token, user=request.user)
    if attempt(form, operations.change_token, by=request.user):
        return redirect_saying(request, _("The changes are saved."), "token_list")
    events = Event.objects.about(token)[:50]
    context = {"token": get_object_or_404(Token, pk=pk), "form": form, "events": events}
    return render(request, "api/token_edit.html", context)


@allowed(operations.revoke_token.permission).by_post
def token_revoke(request, pk):
    token = get_object_or_404(Token.objects.visible_to(request.user), pk=pk)
    done = _("The token is revoked: it no longer gives access to anything.")
    run_action(request, operations.revoke_token, token, done=done)
    return redirect("token_mine" if token.user_id == request.user.pk else "token_list")
