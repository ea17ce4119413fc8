from secrets import token_hex

from django.utils.cache import patch_cache_control

from core import request_id


def PrivatePagesMiddleware(get_response):  # noqa: N802  (named as the classes it stands among)
    """No page is kept by a browser or a proxy, unless its view says otherwise."""

    def middleware(request):
        response = get_response(request)
        if not response.has_header("Cache-Control"):
            patch_cache_control(response, no_store=True, private=True)
        return response

    return middleware


def PowersMiddleware(get_response):  # noqa: N802
    """What a page may ask of the device it is shown on: its camera, for codes, and nothing else."""

    def middleware(request):
        response = get_response(request)
        response.headers["Permissions-Policy"] = "camera=(self), microphone=(), geolocation=()"
        return response

    return middleware


def RequestIdMiddleware(get_response):  # noqa: N802
    """Each request has an id: its events, its answer and what is logged of it carry it."""

    def middleware(request):
        request.id = token_hex(6)
        token = request_id.current.set(request.id)
        try:
            response = get_response(request)
            response.headers["X-Request-Id"] = request.id
            return response
        finally:
            request_id.current.reset(token)

    return middleware
