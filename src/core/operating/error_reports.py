"""Error reports to a mail address or a Sentry-compatible server: locations only, no data."""

import logging
from datetime import UTC, datetime
from hashlib import sha256
from threading import Timer

from django.core.exceptions import SuspiciousOperation
from django.db import connections
from django.http import UnreadablePostError

from core import request_id
from core.operating.logs import SERVER_ERROR, trace_of

COLLECTING_SECONDS = 30  # how long a process collects errors before it queues them
MAX_DISTINCT_ERRORS = 50  # maximum number of errors collected at a time; the log contains all


class ErrorMail(logging.Handler):
    """Log handler that collects errors of this process; the worker mails them to ADMINS.

    A request never waits for it: a timer thread enqueues the reports. While the database fails they
    stay in memory; reports left when the process ends are only in the log. Django's own handler
    sends each error at once, with the posted data, which names people.
    """

    def __init__(self):
        super().__init__()
        self.reports, self.timer = {}, None

    def emit(self, record):
        if not is_refusal(record):
            self._add({(report := report_of(record)).pop("key"): report})
            if self.timer is None:
                self._start_timer()

    def flush(self):
        """Queue the collected reports; logging also calls this when the process ends."""
        with self.lock:
            reports, self.reports = self.reports, {}
        if not reports:
            return
        from core.operating.error_mails import (
            mail_errors_job,  # imports models, which load after logging
        )

        try:
            mail_errors_job.enqueue(reports)
        except Exception:  # noqa: BLE001  (its own failure is no error to report)
            with self.lock:
                self._add(reports)

    def _add(self, reports):
        for key, report in reports.items():
            if key in self.reports:
                self.reports[key]["count"] += report["count"]
            elif len(self.reports) < MAX_DISTINCT_ERRORS:
                self.reports[key] = report

    def _start_timer(self):
        self.timer = Timer(COLLECTING_SECONDS, self._pass_on)
        self.timer.daemon = True
        self.timer.start()

    def _pass_on(self):
        self.flush()
        connections.close_all()  # close the connections of this thread, which ends
        with self.lock:
            self.timer = None
            if self.reports:
                self._start_timer()


def is_refusal(record):
    """Whether a record is about a refused or interrupted request, which anybody can cause."""
    if getattr(record, "status_code", SERVER_ERROR) < SERVER_ERROR:
        return True
    error = record.exc_info and record.exc_info[1]
    is_security = record.name.startswith("django.security")
    return is_security or isinstance(error, SuspiciousOperation | UnreadablePostError)


def report_of(record):
    """Report for a mail: the URL name and the lines of code, without any value."""
    error = record.exc_info and record.exc_info[1]
    request = getattr(record, "request", None)
    match = getattr(request, "resolver_match", None)
    title = f"{record.levelname} {record.name}"
    status = getattr(record, "status_code", None)
    parts = [
        f"Status: {status}" if status else "",
        f"Page: {match.view_name}" if match else "",
        # the message with its placeholders, not their values
        str(record.msg) if record.args else "",
        trace_of(error) if error else f"{record.pathname}, line {record.lineno}",
    ]
    text = "\n\n".join(filter(None, parts))
    first = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="seconds")
    request_of_it = getattr(request, "id", None) or request_id.current.get() or "-"
    return {
        "key": sha256(f"{title}\n{text}".encode()).hexdigest(),
        "title": title,
        "text": text,
        "first": f"{first}, request {request_of_it}",
        "count": 1,
    }


def send_errors_to(dsn, *, release):
    """Report errors to this Sentry-compatible server."""
    import sentry_sdk  # takes 0.1 s, and few installations need it

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
    """Return a report without exception messages, URLs, headers and breadcrumbs."""
    for error in event.get("exception", {}).get("values", []):
        error["value"] = ""
    request = event.pop("request", {})
    event["request"] = {"method": request.get("method", "")}
    for key in ("breadcrumbs", "extra", "logentry", "server_name", "user"):
        event.pop(key, None)
    return event
