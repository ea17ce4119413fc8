"""Checks of `manage.py check --deploy`: settings that make a site unsafe or unusable."""

from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

from cryptography.fernet import Fernet
from django.conf import settings
from django.core.checks import Error, Tags, register
from django.core.checks import Warning as CheckWarning
from django.db import connections
from django.http.request import validate_host
from django.utils import timezone
from django_tasks import task
from django_tasks_db.models import DBTaskResult

from core.caches.shared_cache import answers
from core.operating.installation import is_loopback

CONFIGURE = "manage.py configure"
# cache backends that other processes do not see
UNSHARED_BACKENDS = ("locmem.LocMemCache", "dummy.DummyCache")
MAX_WORKER_SILENCE = timedelta(minutes=15)  # the tick queues a job every five minutes
GROUP_AND_OTHER_BITS = 0o077  # mode bits that give other users access to a file


@register(deploy=True)
def people_find_the_site(app_configs, **kwargs):
    """Check SITE_URL, which stays on printed labels and in mails for years."""
    parts = urlsplit(settings.SITE_URL)
    host, errors = parts.hostname or "", []
    if settings.SECURE and (parts.scheme != "https" or is_loopback(host)):
        message = f"SITE_URL is {settings.SITE_URL}: nobody can open it, and labels carry it."
        errors.append(Error(message, hint=CONFIGURE, id="core.E101"))
    if not validate_host(host, settings.ALLOWED_HOSTS):
        message = f"ALLOWED_HOSTS lacks {host}, the host of SITE_URL."
        errors.append(Error(message, hint=CONFIGURE, id="core.E102"))
    return errors


@register(deploy=True)
def check_mail_server(app_configs, **kwargs):
    """Check that a mail server is set, with a sender that it accepts."""
    if settings.DEBUG:
        return []
    errors = []
    if settings.EMAIL_BACKEND == "core.operating.no_mail.EmailBackend":
        message = "EMAIL_URL is not a mail server: letters wait, and invitations need their link."
        errors.append(Error(message, hint=CONFIGURE, id="core.E103"))
    if is_loopback(settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].rstrip(">")):
        message = (
            f"DEFAULT_FROM_EMAIL is {settings.DEFAULT_FROM_EMAIL}, which no mail server accepts."
        )
        errors.append(Error(message, hint=CONFIGURE, id="core.E104"))
    return errors


@register(deploy=True)
def check_error_mails_and_copies(app_configs, **kwargs):
    """Warn if nobody is mailed about failures, or if backups stay on this machine."""
    consequences = {
        "ERROR_EMAIL": "Nobody is mailed when Rebond or a backup fails: ERROR_EMAIL is empty.",
        "BACKUP_COPY": "A fire or theft takes the backups too: BACKUP_COPY is empty.",
    }
    return [
        CheckWarning(text, hint=CONFIGURE, id=f"core.W{number}")
        for number, (name, text) in enumerate(consequences.items(), 101)
        if not getattr(settings, name)
    ]


@register(deploy=True)
def keys_are_there(app_configs, **kwargs):
    """Check the encryption keys of voucher codes: they exist and are valid."""
    errors = []
    if not settings.VOUCHER_HASH_KEY:
        errors.append(Error("VOUCHER_HASH_KEY is missing.", hint="make setup", id="core.E105"))
    try:
        keys = [Fernet(key) for key in settings.VOUCHER_KEYS]
    except ValueError:
        keys = []
    if not keys:
        message = "VOUCHER_KEYS is missing or invalid."
        errors.append(Error(message, hint="make setup", id="core.E106"))
    return errors


@register(deploy=True)
def processes_share_a_cache(app_configs, **kwargs):
    """Check for a shared cache; otherwise each process counts limits and used codes separately."""
    is_own = settings.CACHES["default"]["BACKEND"].endswith(UNSHARED_BACKENDS)
    if settings.WEB_CONCURRENCY == 1 or not is_own:
        return []
    message = f"{settings.WEB_CONCURRENCY} processes serve, and CACHE_URL names a cache of each."
    return [Error(message, hint="CACHE_URL=dbcache://core_cacheentry", id="core.E107")]


@register(deploy=True)
def the_shared_cache_answers(app_configs, **kwargs):
    """Check the shared cache, which sign-in requires.

    The default cache is a table, checked elsewhere.
    """
    if settings.CACHES["default"]["BACKEND"].endswith("DatabaseCache") or answers():
        return []
    message = "The cache of CACHE_URL does not answer: nobody can sign in."
    return [Error(message, hint="Start it, or correct CACHE_URL.", id="core.E110")]


@register(Tags.database, deploy=True)
def a_worker_runs(app_configs, databases, **kwargs):
    """Check that the worker has run recently: the tick queues a job that only a worker runs."""
    if "default" not in (databases or []) or not _has_tables("default"):
        return []
    now = timezone.now()
    if DBTaskResult.objects.filter(
        finished_at__range=(now - MAX_WORKER_SILENCE, now + MAX_WORKER_SILENCE)
    ).exists():
        return []
    hint = "Start manage.py db_worker, run manage.py tick, wait a few seconds."
    return [Error("No worker has run for 15 minutes.", hint=hint, id="core.E108")]


def _has_tables(alias):
    return DBTaskResult._meta.db_table in connections[alias].introspection.table_names()


@register(Tags.database, deploy=True)
def nobody_else_reads_the_database(app_configs, databases, **kwargs):
    """Check that only the user who runs Rebond can read the SQLite database."""
    files = [
        Path(connections[alias].settings_dict["NAME"])
        for alias in databases or []
        if connections[alias].vendor == "sqlite"
    ]
    return [
        Error(f"Others can read {path}.", hint=f"chmod 600 {path}", id="core.E109")
        for path in files
        if path.exists() and path.stat().st_mode & GROUP_AND_OTHER_BITS
    ]


@task()
def pulse():
    """Do nothing: the finished job proves that a worker runs."""
