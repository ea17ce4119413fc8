"""Answer 503 with the form to send again if the database is locked, a disk full or a bucket down.

A request waits for a lock at most ten seconds (five on PostgreSQL, set by `lock_timeout`), and the
following requests only briefly (`core.backends.contention`). The page says that nothing is lost and
repeats the form, without files and secrets. The server reserves a thread for read-only requests.
"""

import errno
import logging
import sys
from contextlib import suppress

from django.conf import settings
from django.core.cache import caches
from django.db import DatabaseError, InternalError, OperationalError
from django.http import HttpResponse, JsonResponse, UnreadablePostError
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.cache import patch_cache_control
from django.utils.translation import get_language_from_request, override
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_variables
from django.views.defaults import server_error

from core.backends import contention
from core.caches.shared_cache import cache_errors
from core.files.storage import bucket_errors, waiting_as_a_page
from core.forms.submissions import CSRF
from core.http.body_limit import MAX_ANONYMOUS_BODY_BYTES, MAX_PAGE_BODY_BYTES
from core.http.secret_fields import is_secret
from core.pdf.drawing_process import NotDrawn

RETRY_AFTER_SECONDS = 5
BUSY = _("Rebond is busy. Nothing is lost: try again in a moment.")
FULL = _(
    "The server’s disk is full. Nothing is lost: tell the person who maintains "
    "the server, then try again."
)
UNSTORED = _(
    "Documents cannot be stored or read at the moment. Nothing is lost: try again in a few minutes."
)
UNSAVED = _(
    "The server cannot save anything at the moment. Nothing is lost: tell the person "
    "who maintains the server, then try again."
)
UNCACHED = _("Part of the server is not responding. Nothing is lost: try again in a few minutes.")
DISK_FULL = "53100"  # SQLSTATE of PostgreSQL
# PostgreSQL states and SQLite messages for a read-only or broken disk of the database.
UNWRITABLE_STATES = {"25006", "58030"}
UNWRITABLE_WORDS = ("readonly database", "disk I/O error", "unable to open database file")
NO_TEMPORARY_FOLDER = "No usable temporary directory"  # message of Python's `tempfile`
# Errors of a folder that is read-only, owned by another user, broken, or unreachable (a network
# share).
UNWRITABLE = {
    errno.EROFS,
    errno.EACCES,
    errno.EPERM,
    errno.EIO,
    errno.ENODEV,
    errno.ENXIO,
    errno.ESTALE,
}
logger = logging.getLogger(__name__)
# PostgreSQL states: lock_timeout, statement_timeout, deadlock, serialisation, too many connections,
# and a server that stops, restarts or is gone.
LOCK_TIMEOUT = "55P03"  # SQLSTATE of PostgreSQL
BUSY_STATES = {"55P03", "57014", "40P01", "40001", "53300", "57P01", "57P02", "57P03"}


def BusyMiddleware(get_response):  # noqa: N802  (named like the middleware classes beside it)
    """Answer with `busy_page` if the database is busy or a disk is full."""

    def middleware(request):
        with waiting_as_a_page():
            return get_response(request)

    def process_exception(request, error):
        if sentence := sentence_of(error):
            return busy_page(request, sentence)
        return not_drawn_page(request, error) if isinstance(error, NotDrawn) else None

    middleware.process_exception = process_exception
    return middleware


def sentence_of(error):
    """Return the message for a temporary fault, or None for any other error.

    Faults that require a repair are logged. After a lock timeout, the next requests wait less.
    """
    if is_locked(error):
        contention.note()
    if is_busy(error):
        return BUSY
    sentence = _fault_of(error)
    if sentence:
        logger.error("%s: %s", type(error).__name__, error)
    return sentence


def _fault_of(error):
    if is_full(error):
        return FULL
    if isinstance(error, bucket_errors()) or _is_unwritable(error):
        return UNSTORED
    if _is_unsaved(error):
        return UNSAVED
    return UNCACHED if isinstance(error, cache_errors()) else None


def _is_unsaved(error):
    """Whether the disk of the database, or of temporary files, cannot be written."""
    if isinstance(error, FileNotFoundError):
        return NO_TEMPORARY_FOLDER in str(error)
    if not isinstance(error, OperationalError | InternalError):
        return False
    state = getattr(error.__cause__, "sqlstate", "")
    return state in UNWRITABLE_STATES or any(words in str(error) for words in UNWRITABLE_WORDS)


def _is_unwritable(error):
    """Whether a folder of the server, such as the folder of documents, cannot be read or
    written.
    """
    return isinstance(error, OSError) and error.errno in UNWRITABLE


def is_full(error):
    """Whether a file or a row could not be written for lack of space."""
    if isinstance(error, OSError):
        return error.errno in {errno.ENOSPC, errno.EDQUOT}
    is_of_database = isinstance(error, OperationalError)
    state = getattr(error.__cause__, "sqlstate", "")
    return is_of_database and (state == DISK_FULL or "disk is full" in str(error))


def is_busy(error):
    """Whether a database error is temporary: a lock, a timeout or a cancelled statement."""
    if not isinstance(error, OperationalError):
        return False
    state = getattr(error.__cause__, "sqlstate", "")  # None if PostgreSQL did not answer
    if state is None or state in BUSY_STATES or state.startswith("08"):
        return True
    return is_locked(error)


def is_locked(error):
    """Whether the error is a lock timeout."""
    if not isinstance(error, OperationalError):
        return False
    state = getattr(error.__cause__, "sqlstate", "")
    return state == LOCK_TIMEOUT or "is locked" in str(error)


def handler500(request):
    """Answer an error outside a view, such as a session that cannot be written."""
    sentence = sentence_of(sys.exc_info()[1])
    if not sentence:
        return server_error(request)
    try:
        return busy_page(request, sentence)
    except DatabaseError:  # even the name of the association cannot be read
        return closed_page(request, sentence)


def handler429(request):
    """Answer that there were too many attempts, or 503 if they could not be counted."""
    if getattr(caches["default"], "last_add_failed", False):
        return busy_page(request)
    return render(request, "429.html", status=429)


def busy_page(request, sentence=BUSY):
    """503 page: nothing is lost, and the form can be sent again, without files and secrets."""
    return _answer(request, sentence, 503, "503.html", {"sentence": sentence, **_sent(request)})


@sensitive_variables("fields")
def _sent(request):
    """The submitted values that a page may repeat."""
    names = [name for name in request.POST if name != CSRF and not is_secret(request, name)]
    fields = [(name, value) for name in names for value in request.POST.getlist(name)]
    return {
        "fields": fields,
        "files": [(name, request.FILES.getlist(name)) for name in request.FILES],
        "lacks_secrets": not request.POST.keys() <= {CSRF, *names},
    }


def closed_page(request, sentence):
    """Return the busy page without using the database; oversized bodies are not repeated.

    The language is that of the request, not that of the user, who cannot be read.
    """
    context = {"sentence": sentence, "request": request}
    has_session = settings.SESSION_COOKIE_NAME in request.COOKIES
    if int(request.META.get("CONTENT_LENGTH") or 0) <= (
        MAX_PAGE_BODY_BYTES if has_session else MAX_ANONYMOUS_BODY_BYTES
    ):
        with suppress(UnreadablePostError):
            context |= {"token": request.POST.get(CSRF), **_sent(request)}
    with override(get_language_from_request(request)):
        response = HttpResponse(render_to_string("not_ready.html", context))
        response.sentence = str(sentence)
    patch_cache_control(response, no_store=True, private=True)
    return _to_try_again(response)


def not_drawn_page(request, error):
    """422 page with the error of a paper that is too long to render."""
    [sentence] = error.messages
    return _answer(request, sentence, 422, "422.html", {"sentence": sentence})


def _answer(request, sentence, status, template, context):
    if "X-Sent-By-Script" in request.headers or not request.accepts("text/html"):
        words = str(sentence)
        response = JsonResponse({"errors": [words], "words": words, "codes": []})
    elif request.headers.get("HX-Request"):
        response = render(request, "components/trouble.html", context)
        response.headers["HX-Retarget"] = ".messages"
        response.headers["HX-Reswap"] = "innerHTML"
    else:
        response = render(request, template, context)
    # the API answers in its own format
    response.status_code, response.sentence = status, str(sentence)
    return _to_try_again(response) if status == 503 else response


def _to_try_again(response):
    response.status_code = 503
    response.headers["Retry-After"] = str(RETRY_AFTER_SECONDS)
    return response
