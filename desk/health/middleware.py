from django.conf import settings
from django.http import Http404, HttpResponse, JsonResponse
from django.utils import timezone, translation
from django.utils.crypto import constant_time_compare

import core
from core import readiness
from desk.health.conditions import conditions


def HealthMiddleware(get_response):  # noqa: N802  (named like the middleware classes beside it)
    """Answers `/healthz`, `/readyz` and `/metrics`, which ask for no host, session or HTTPS."""
    answers = {"/healthz": healthz, "/readyz": readyz}
    if settings.METRICS_TOKEN:
        from desk.health import metrics  # its library takes time, which few installations need

        answers["/metrics"] = _with_token(metrics.exposition)
        get_response = metrics.counted(get_response)

    def middleware(request):
        answer = answers.get(request.path)
        return answer(request) if answer else get_response(request)

    return middleware


def healthz(request):
    """200 as long as this process answers."""
    return HttpResponse("ok\n", content_type="text/plain")


def readyz(request):
    """JSON: 200 if pages can be served, else 503 with the reason; and what is not well besides.

    `attention` holds keys of `desk.health.conditions`, such as `worker` or `backup`: pages are
    served all the same, so that a balancer keeps this machine.
    """
    with translation.override("en"):
        fault = readiness.fault()
        state = {"status": "unready" if fault else "ready", "version": core.__version__}
        if fault:
            state["reason"] = str(fault)
        else:
            state["attention"] = list(conditions(now=timezone.now()))
    response = JsonResponse(state, status=503 if fault else 200)
    response.headers["Cache-Control"] = "no-store"
    return response


def _with_token(answer):
    """404 unless the request bears METRICS_TOKEN."""

    def guarded(request):
        given = request.headers.get("Authorization", "")
        if constant_time_compare(given, f"Bearer {settings.METRICS_TOKEN}"):
            return answer(request)
        raise Http404

    return guarded
