"""Limit of the size of request bodies, by view: larger ones are refused before they are read."""

from django.http import UnreadablePostError
from django.shortcuts import render
from django.urls import Resolver404, resolve
from django.utils.log import log_response

from core.forms.uploads import MAX_BYTES

STRANGER = 64 * 1024  # forms of text; gunicorn.conf.py has them whole before a thread takes them
PAGE = 2 * 1024 * 1024  # the longest text, a signature, 5,000 ticked rows
MARGIN = 1024 * 1024  # the other fields of a form with files
REQUEST_TIMEOUT, LENGTH_REQUIRED, TOO_LARGE = 408, 411, 413


def takes_files(view=None, *, count=1):
    """Mark a view whose form has files: `count` of them at a time, 10 MB each."""

    def mark(view):
        view.largest_body = count * MAX_BYTES + MARGIN
        return view

    return mark(view) if view else mark


def BodyLimitMiddleware(get_response):  # noqa: N802  (named like the middleware classes beside it)
    """Refuse a request body larger than its view takes, or without a Content-Length.

    Of one that may be read and is cut short, a page says that nothing was saved.
    """

    def middleware(request):
        size = int(request.META.get("CONTENT_LENGTH") or 0)
        if "HTTP_TRANSFER_ENCODING" in request.META:
            return _refused(request, LENGTH_REQUIRED)
        if size > STRANGER and size > _limit_of(request):
            return _refused(request, TOO_LARGE)
        if size > STRANGER:
            try:
                request.POST  # noqa: B018  (reads it)
            except UnreadablePostError:
                return _refused(request, REQUEST_TIMEOUT)
        return get_response(request)

    return middleware


def _limit_of(request):
    """The maximum body size, in bytes, of the view at this address for this visitor."""
    if not request.user.is_authenticated:
        return STRANGER
    try:
        view = resolve(request.path_info).func
    except Resolver404:
        return STRANGER
    return getattr(view, "largest_body", PAGE)


def _refused(request, status):
    """The page that says so; the rest of the request is not read, so the connection ends."""
    response = render(request, "413.html", {"is_cut": status == REQUEST_TIMEOUT}, status=status)
    log_response("%s: %s", response.reason_phrase, request.path, response=response, request=request)
    return response
