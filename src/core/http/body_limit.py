"""Size limit of request bodies, per view: larger bodies are refused before they are read."""

from django.http import UnreadablePostError
from django.shortcuts import render
from django.urls import Resolver404, resolve
from django.utils.log import log_response

from core.forms.uploads import MAX_BYTES

MAX_ANONYMOUS_BODY_BYTES = 64 * 1024  # text forms; gunicorn.conf.py buffers them whole
MAX_PAGE_BODY_BYTES = 2 * 1024 * 1024  # the longest text, a signature, 5,000 ticked rows
EXTRA_FORM_BYTES = 1024 * 1024  # for the other fields of a form with files
REQUEST_TIMEOUT, LENGTH_REQUIRED, TOO_LARGE = 408, 411, 413


def takes_files(view=None, *, count=1):
    """Mark a view whose form takes files: `count` at a time, 10 MB each."""

    def mark(view):
        view.largest_body = count * MAX_BYTES + EXTRA_FORM_BYTES
        return view

    return mark(view) if view else mark


def BodyLimitMiddleware(get_response):  # noqa: N802  (named like the middleware classes beside it)
    """Refuse a request body larger than its view accepts, or without a Content-Length.

    If an accepted body is cut short, a page says that nothing was saved.
    """

    def middleware(request):
        size = int(request.META.get("CONTENT_LENGTH") or 0)
        if "HTTP_TRANSFER_ENCODING" in request.META:
            return _refused(request, LENGTH_REQUIRED)
        if size > MAX_ANONYMOUS_BODY_BYTES and size > _limit_of(request):
            return _refused(request, TOO_LARGE)
        if size > MAX_ANONYMOUS_BODY_BYTES:
            try:
                request.POST  # noqa: B018  (reads it)
            except UnreadablePostError:
                return _refused(request, REQUEST_TIMEOUT)
        return get_response(request)

    return middleware


def _limit_of(request):
    """Maximum body size, in bytes, for the view of this request and its user."""
    try:
        view = resolve(request.path_info).func
    except Resolver404:
        return MAX_ANONYMOUS_BODY_BYTES
    admits = getattr(view, "admits_anonymous_body", None)
    if not request.user.is_authenticated and not (admits and admits(request)):
        return MAX_ANONYMOUS_BODY_BYTES
    return getattr(view, "largest_body", MAX_PAGE_BODY_BYTES)


def _refused(request, status):
    """Page that refuses the request; the body is not read, so the connection is closed."""
    response = render(request, "413.html", {"is_cut": status == REQUEST_TIMEOUT}, status=status)
    log_response("%s: %s", response.reason_phrase, request.path, response=response, request=request)
    return response
