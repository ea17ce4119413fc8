"""Faults of the deployment that those see on their home page who can mend them."""

from datetime import timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tasks_db.models import DBTaskResult

from core.installation import is_loopback
from people.outbox.channels import mail_delivers

LATE = timedelta(minutes=5)  # a job that waits longer has no worker


def faults_of(user):
    """A sentence for each fault; none for who does not set it up, and none in development."""
    if settings.DEBUG or not user.has_perm("core.change_identity"):
        return []
    return list(filter(None, (_mail(), _address(), _worker())))


def _mail():
    if not mail_delivers():
        return _("No e-mail leaves: EMAIL_URL names no mail server.")
    return ""


def _address():
    if is_loopback(urlsplit(settings.SITE_URL).hostname or "localhost"):
        return _("Labels and links carry %(url)s, which nobody reaches: set SITE_URL.") % {
            "url": settings.SITE_URL
        }
    return ""


def _worker():
    since = timezone.now() - LATE
    waiting = DBTaskResult.objects.ready().filter(enqueued_at__lt=since)
    first = waiting.order_by("enqueued_at").values_list("enqueued_at", flat=True).first()
    if first is None:
        return ""
    return _("No worker runs: letters and lists have waited since %(time)s. Start db_worker.") % {
        "time": timezone.localtime(first).strftime("%H:%M")
    }
