from django.conf import settings
from django.http import Http404, HttpResponse, JsonResponse
from django.utils import timezone, translation
from django.utils.crypto import constant_time_compare

import core
from core.workflow import readiness
from desk.health.conditions import conditions

# Added by modules: answers by path, which require METRICS_TOKEN, and wrappers of every request.
ANSWERS, WRAPPERS = {}, []


def HealthMiddleware(get_response):  # noqa: N802  (named like the middleware classes beside it)
    """Answer `/healthz`, `/readyz` and `ANSWERS`, which require no host, session or HTTPS."""
    answers = {"/healthz": healthz, "/readyz": readyz}
    if settings.METRICS_TOKEN:
        answers |= {path: _with_token(answer) for path, answer in ANSWERS.items()}
        for wrap in WRAPPERS:
            get_response = wrap(get_response)

    def middleware(request):
        answer = answers.get(request.path)
        return answer(request) if answer else get_response(request)

    return middleware


def healthz(request):
    """Return 200 as long as this process answers."""
    return HttpResponse("ok\n", content_type="text/plain")


def readyz(request):
    """Return JSON: status 200 if pages can be served, else 503; with METRICS_TOKEN, the details.

    `attention` holds keys of `desk.health.conditions`, such as `worker` or `backup`: pages are
    served all the same, so that a balancer keeps this machine.
    """
    fault = readiness.fault()
    state = {"status": "unready" if fault else "ready"}
    if _has_token(request):
        with translation.override("en"):
            state |= {"version": core.__version__} | _details(fault)
    response = JsonResponse(state, status=503 if fault else 200)
    response.headers["Cache-Control"] = "no-store"
    return response


def _details(fault):
    if fault:
        return {"reason": str(fault)}
    return {"attention": list(conditions(now=timezone.now()))}


def _has_token(request):
    given, token = request.headers.get("Authorization", ""), settings.METRICS_TOKEN
    return bool(token) and constant_time_compare(given, f"Bearer {token}")


def _with_token(answer):
    """Decorator that responds 404 unless the request has METRICS_TOKEN."""

    def guarded(request):
        if _has_token(request):
            return answer(request)
        raise Http404

    return guarded
