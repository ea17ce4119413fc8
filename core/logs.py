"""Log formatting: one line per refused request, without tokens of links."""

import logging
import re

# URLs that contain a token: it gives access to its page, so it is kept out of the logs.
TOKENS = re.compile(
    r"(/(?:agenda|ask-access|invitation|outcome|[EeVvms]|accounts/confirm-email"
    r"|accounts/password/reset/key)/)[^/\s\"']+"
)
SERVER_ERROR = 500


def without_tokens(text):
    """The text with the token of each link replaced by an ellipsis."""
    return TOKENS.sub(r"\1…", text)


class RefusalFilter(logging.Filter):
    """A refused request takes one line, with its user and its id; an error keeps its traceback."""

    def filter(self, record):
        request = getattr(record, "request", None)
        if hasattr(request, "path") and not hasattr(record, "user_id"):
            user = getattr(request, "_cached_user", None)  # not `user`, which may ask the database
            record.user_id = getattr(user, "pk", None) or "-"
            text, request_id = without_tokens(record.getMessage()), getattr(request, "id", "-")
            record.msg, record.args = "%s user=%s request=%s", (text, record.user_id, request_id)
            if getattr(record, "status_code", SERVER_ERROR) < SERVER_ERROR:
                record.exc_info = None
        return True


LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "filters": {"refusals": {"()": "core.logs.RefusalFilter"}},
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": "line",
            "filters": ["refusals"],
        }
    },
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {"django": {"handlers": []}},  # not printed twice with DEBUG, once with tokens
}
