"""Errors to a mail address or to a Sentry-compatible server: where they happened, and no data."""

import logging

from django.core.mail import mail_admins

from core.logs import RequestFilter, trace_of, without_tokens


class ErrorMail(logging.Handler):
    """Mails each error to ADMINS: its place in the code, the request and the user by number.

    Django's own handler mails what was posted, which names people.
    """

    def __init__(self):
        super().__init__()
        self.addFilter(RequestFilter())

    def emit(self, record):
        error = record.exc_info and record.exc_info[1]
        parts = [
            without_tokens(record.getMessage()) if not error else type(error).__qualname__,
            f"user {record.user_id}, request {record.request_id}",
            trace_of(error) if error else "",
        ]
        mail_admins(f"{record.levelname} {record.name}", "\n\n".join(parts), fail_silently=True)


def send_errors_to(dsn, *, release):
    """Report errors to this Sentry-compatible address."""
    import sentry_sdk  # a tenth of a second that few installations need

    sentry_sdk.init(
        dsn,
        release=release,
        include_local_variables=False,
        max_request_body_size="never",
        traces_sample_rate=0,
        auto_session_tracking=False,
        before_send=without_data,
        before_breadcrumb=lambda crumb, hint: None,
    )


def without_data(event, hint):
    """A report without messages of exceptions, addresses, headers or breadcrumbs."""
    for error in event.get("exception", {}).get("values", []):
        error["value"] = ""
    request = event.pop("request", {})
    event["request"] = {"method": request.get("method", "")}
    for key in ("breadcrumbs", "extra", "logentry", "server_name", "user"):
        event.pop(key, None)
    return event
