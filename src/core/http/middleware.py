from secrets import token_hex
from urllib.parse import urlsplit

from django.http import Http404
from django.middleware.gzip import GZipMiddleware
from django.shortcuts import redirect
from django.urls import is_valid_path, resolve
from django.utils.cache import patch_cache_control

from core import request_id
from core.http.busy import closed_page
from core.models import Identity
from core.modules.registry import is_url_on
from core.workflow import readiness


def ReadinessMiddleware(get_response):  # noqa: N802  (named like the middleware classes beside it)
    """Answer 503 while the database is not usable by this code (see `core.workflow.readiness`)."""

    def middleware(request):
        fault = readiness.fault()
        return closed_page(request, fault) if fault else get_response(request)

    return middleware


class TextCompressionMiddleware(GZipMiddleware):
    """Compress pages and JSON: a list of 90 kB becomes 12 kB on the wire.

    Files are not compressed.
    """

    def process_response(self, request, response):
        kind = response.headers.get("Content-Type", "")
        is_text = kind.startswith(("text/html", "application/json"))
        return super().process_response(request, response) if is_text else response


def PrivatePagesMiddleware(get_response):  # noqa: N802
    """Set `Cache-Control: no-store`, unless the view set its own."""

    def middleware(request):
        response = get_response(request)
        if not response.has_header("Cache-Control"):
            patch_cache_control(response, no_store=True, private=True)
        return response

    return middleware


def PowersMiddleware(get_response):  # noqa: N802
    """Set `Permissions-Policy`: pages may use the camera and no other device feature."""

    def middleware(request):
        response = get_response(request)
        response.headers["Permissions-Policy"] = "camera=(self), microphone=(), geolocation=()"
        return response

    return middleware


def ScanMiddleware(get_response):  # noqa: N802
    """Turn a redirect of a scan to another page into a header, for scan.js to open it.

    `fetch` would follow the redirect and consume the flash message. A redirect to the current page
    is followed.
    """

    def middleware(request):
        response = get_response(request)
        if "Scan-Id" in request.headers and 300 <= response.status_code < 400:
            page = urlsplit(request.headers.get("Referer", "")).path
            if urlsplit(response.url).path != page:
                response.status_code = 204
                response.headers["HX-Redirect"] = response.url
                del response.headers["Location"]
        return response

    return middleware


def ModulesMiddleware(get_response):  # noqa: N802
    """Answer 404 for the pages of a module that is off."""

    def middleware(request):
        return get_response(request)

    def process_view(request, view, args, kwargs):
        name = request.resolver_match.url_name or ""
        if not is_url_on(name):
            Identity.clear_cache()  # another process may have just switched the module on
            if not is_url_on(name):
                raise Http404

    middleware.process_view = process_view
    return middleware


def ReloadMiddleware(get_response):  # noqa: N802
    """Redirect from a URL that only takes POST, opened again, to the nearest page above it."""

    def middleware(request):
        response = get_response(request)
        is_reload = response.status_code == 405 and request.method in {"GET", "HEAD"}
        return redirect(_page_above(request.path_info)) if is_reload else response

    return middleware


def _page_above(path):
    parts = path.strip("/").split("/")
    above = ("/".join(["", *parts[:count], ""]) for count in range(len(parts) - 1, 0, -1))
    return next(filter(_is_page, above), "/")


def _is_page(path):
    return is_valid_path(path) and not resolve(path).url_name.endswith("_file")


def RequestIdMiddleware(get_response):  # noqa: N802
    """Give each request an id, for its events, its response header and its log lines."""

    def middleware(request):
        request.id = token_hex(6)
        token = request_id.current.set(request.id)
        address = request_id.address.set(request.get_full_path())
        try:
            response = get_response(request)
            response.headers["X-Request-Id"] = request.id
            return response
        finally:
            request_id.current.reset(token)
            request_id.address.reset(address)

    return middleware
