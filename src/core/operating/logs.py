"""Logs: one line per record, with request and user, without link tokens or typed text."""

import logging
import re
import traceback

from pythonjsonlogger.core import RESERVED_ATTRS
from pythonjsonlogger.json import JsonFormatter

from core import request_id

# URLs with a token, which gives access to their page and is kept out of the logs.
TOKENS = re.compile(
    r"(/(?:agenda|ask-access|invitation|outcome|[EeVvms]|accounts/confirm-email"
    r"|accounts/password/reset/key)/)[^/\s\"']+"
)
SERVER_ERROR = 500


def without_tokens(text):
    """Replace the token of each link in a text with an ellipsis."""
    return TOKENS.sub(r"\1…", text)


def trace_of(error):
    """Chain of an exception as text: types and lines of code, without messages or values.

    Messages of database errors quote rows.
    """
    chain = []
    while error is not None:
        lines = "".join(traceback.format_list(traceback.extract_tb(error.__traceback__)))
        chain.append(f"{lines}{type(error).__module__}.{type(error).__qualname__}")
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return "\nraised while handling, or from:\n".join(chain)


class RequestFilter(logging.Filter):
    """Add `request_id` and `user_id`; a refused request keeps no traceback."""

    def filter(self, record):
        request = getattr(record, "request", None)
        user = getattr(request, "_cached_user", None)  # `user` might query the database
        record.user_id = getattr(user, "pk", None) or "-"
        record.request_id = getattr(request, "id", None) or request_id.current.get() or "-"
        if hasattr(request, "path"):
            record.msg, record.args = without_tokens(record.getMessage()), ()
            if getattr(record, "status_code", SERVER_ERROR) < SERVER_ERROR:
                record.exc_info = None
        return True


class LineFormatter(JsonFormatter):
    """Format a record as one line of JSON, without the objects that Django adds."""

    def __init__(self, *args, **kwargs):
        hidden = [*RESERVED_ATTRS, "request", "status_code"]
        super().__init__(*args, reserved_attrs=hidden, **kwargs)

    def formatException(self, exc_info):  # noqa: N802  (of logging)
        return trace_of(exc_info[1])


def logging_of(*, plain, mails):
    """The setting LOGGING: `plain` text for a terminal, or JSON.

    With `mails`, errors are also mailed to ADMINS.
    """
    handlers = {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": "text" if plain else "json",
            "filters": ["requests"],
        }
    }
    if mails:
        handlers["mail"] = {"class": "core.operating.error_reports.ErrorMail", "level": "ERROR"}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "text": {
                "format": "%(asctime)s %(levelname)s %(name)s %(message)s"
                " user=%(user_id)s request=%(request_id)s"
            },
            "json": {
                "()": "core.operating.logs.LineFormatter",
                "fmt": "%(asctime)s %(levelname)s %(name)s %(message)s %(user_id)s %(request_id)s",
                "rename_fields": {
                    "asctime": "time",
                    "levelname": "level",
                    "name": "logger",
                    "user_id": "user",
                    "request_id": "request",
                },
            },
        },
        "filters": {"requests": {"()": "core.operating.logs.RequestFilter"}},
        "handlers": handlers,
        "root": {"handlers": list(handlers), "level": "WARNING"},
        # with DEBUG, Django's handler would print records again, with tokens
        "loggers": {"django": {"handlers": []}},
    }
