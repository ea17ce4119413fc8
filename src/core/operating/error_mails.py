"""Mails about errors, sent by the worker: one per error and hour, with a count.

Reports collected by processes (`ErrorMail` of error_reports) wait in the shared cache until a mail
may be sent. Once the hour of an error is over, the tick queues a job that mails the remaining
reports.
"""

import logging

from django.core.mail import mail_admins
from django_tasks import task

from core.caches.shared_cache import recall, remember
from core.http.ratelimit import is_within
from core.operating.error_reports import MAX_DISTINCT_ERRORS

log = logging.getLogger(__name__)
WAITING, MAX_AGE_SECONDS = "error-reports", 24 * 60 * 60
HOUR_SECONDS = 60 * 60
MAX_MAILS_PER_HOUR = 10  # the mail account also sends letters to families
FOOT = (
    f"An error is mailed once an hour, and at most {MAX_MAILS_PER_HOUR} mails are sent an hour. The"
    " log has each error, with its request and user."
)


def mail_waiting_errors():
    """Queue a job that mails the errors counted since the last mail about them."""
    if recall(WAITING):
        mail_errors_job.enqueue({})


@task()
def mail_errors_job(reports: dict) -> None:
    """Add these reports to the waiting reports; mail each error that may be mailed now."""
    try:
        _add_and_mail(reports)
    except Exception as error:  # noqa: BLE001  (reporting an error here would never end)
        log.warning("Errors were not mailed: %s", type(error).__name__)


def _add_and_mail(reports):
    waiting = recall(WAITING, {})
    for key, report in reports.items():
        if key in waiting:
            waiting[key]["count"] += report["count"]
        elif len(waiting) < MAX_DISTINCT_ERRORS:
            waiting[key] = report
    rest = {key: report for key, report in waiting.items() if not _mail(key, report)}
    remember(WAITING, rest, MAX_AGE_SECONDS)


def _mail(key, report):
    """Mail this error if the hourly limit allows; return whether it was sent."""
    if not is_within(f"error-mail:{key}", limit=1, seconds=HOUR_SECONDS):
        return False
    if not is_within("error-mails", limit=MAX_MAILS_PER_HOUR, seconds=HOUR_SECONDS):
        return False
    times = f"{report['count']} times" if report["count"] > 1 else "once"
    body = [f"Happened {times}, first at {report['first']}.", report["text"], FOOT]
    try:
        mail_admins(report["title"], "\n\n".join(body))
    except Exception as error:  # noqa: BLE001  (it waits for the next hour)
        log.warning("A mail about an error did not leave: %s", type(error).__name__)
        return False
    return True
