from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils import translation
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

import core
from core.models import Identity
from core.modules.registry import is_on
from desk.help.topics import topics_for
from modules.offline.shell import files, languages, worker_source
from modules.offline.tasks import tasks_of_modules

WORKER_POLICY = "default-src 'none'; script-src 'self'; connect-src 'self'"
TEAL = "#0b5f5a"


@login_not_required
@require_GET
def service_worker(request):
    """The service worker, at the root so that it covers the whole site; checked at each visit."""
    source = worker_source(is_on=is_on("offline"), release=core.__version__, files=files())
    headers = {"Cache-Control": "no-cache", "Content-Security-Policy": WORKER_POLICY}
    return HttpResponse(source, content_type="text/javascript; charset=utf-8", headers=headers)


@login_not_required
@require_GET
def offline_manifest(request):
    """The web app manifest: browsers fetch it without cookies, so it is the same for everybody."""
    with translation.override(_language(request)):
        manifest = {
            "id": "/",
            "name": str(Identity.cached()),
            "short_name": str(Identity.cached())[:12].strip(),
            "lang": translation.get_language(),
            "start_url": reverse("home"),
            "scope": "/",
            "display": "standalone",
            "theme_color": TEAL,
            "background_color": TEAL,
            "icons": [_icon("icon-192", 192), _icon("icon-512", 512), _icon("maskable", 512)],
            "shortcuts": [{"name": name, "url": reverse(page)} for page, name in _shortcuts()],
        }
    return JsonResponse(manifest, content_type="application/manifest+json")


def _shortcuts():
    """URL name and label of each shortcut."""
    counts = [
        (task.page, capfirst(task.model._meta.verbose_name_plural)) for task in tasks_of_modules()
    ]
    named = [("scan", _("Scan")), ("run_list", _("Scan several")), ("return_scan", _("Returns"))]
    return [*named, *counts]


def _icon(name, side):
    return {
        "src": static(f"offline/{name}.png"),
        "sizes": f"{side}x{side}",
        "type": "image/png",
        "purpose": "maskable" if name == "maskable" else "any",
    }


def _language(request):
    code = request.GET.get("language")
    return code if code in languages() else translation.get_language()


@login_not_required
@require_GET
def offline_page(request):
    """The page that a phone keeps for the time without network, in the language asked for."""
    with translation.override(_language(request)):
        return HttpResponse(_anonymous_page("offline/offline_page.html"))


@require_GET
def offline_help(request):
    """All help of the user's role on one page, for a phone to keep."""
    return HttpResponse(
        _anonymous_page("offline/offline_help.html", topics=topics_for(request.user.role))
    )


def _anonymous_page(template, **context):
    """Render a page without the request, so that the copy on a phone names no user."""
    frame = {"LANGUAGE_CODE": translation.get_language(), "identity": Identity.cached()}
    return render_to_string(template, frame | context)
