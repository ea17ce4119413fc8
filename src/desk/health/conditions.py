"""Problems of the installation, each with a sentence for its administrator."""

import re
import shutil
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.template.defaultfilters import filesizeformat
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_tasks_db.models import DBTaskResult

import core
from core.caches.shared_cache import answers
from core.files.storage import has_failed
from core.formatting import hour
from core.models import Clock, ClockFault
from core.operating.clock import STEADY_FOR, database_time
from core.operating.deployment import MAX_WORKER_SILENCE, pulse
from core.operating.installation import links_lead_nowhere
from core.operating.integrity import damage_in_words
from desk.backups.staleness import copy_fault, lateness, rehearsal_fault
from people.outbox.channels import mail_delivers, stuck_mails

MAX_JOB_WAIT = timedelta(minutes=5)  # a job that waits longer has no worker
MAX_CLOCK_DIFFERENCE = timedelta(seconds=30)
READINGS = gettext_lazy(
    "At its last run the timer read %(seen_day)s, %(seen_time)s; the last trusted time was"
    " %(agreed_day)s, %(agreed_time)s. According to the server it is now %(day)s, %(time)s."
)
CLOCK_SENTENCES = {
    ClockFault.PAUSE: gettext_lazy(
        "%(readings)s Until the clock of the server has been steady for an hour (%(until)s), or "
        "until you confirm the time, nothing expires, nothing set aside is released, no "
        "personal data is erased and no reminder is sent."
    ),
    ClockFault.LONG: gettext_lazy(
        "%(readings)s The timer was stopped in between, or the clock of the server has jumped. "
        "Until you confirm the time, nothing expires, nothing set aside is released, no "
        "personal data is erased and no reminder is sent."
    ),
    ClockFault.DATABASE: gettext_lazy(
        "The clock of this machine and that of the database differ. Until both are set, or "
        "until you confirm the time, nothing expires, nothing set aside is released, no "
        "personal data is erased and no reminder is sent."
    ),
    ClockFault.RECORDS: gettext_lazy(
        "The clock of the server is behind what was already recorded. Until it is set, or until "
        "you confirm the time, nothing expires, nothing set aside is released, no personal data "
        "is erased and no reminder is sent."
    ),
}
MIN_FREE_BYTES = 1024**3  # bytes: a backup of a small association and a day of papers


def conditions(*, now, without=()):
    """Map the keys of problems to sentences: `mail`, `address`, `worker`, `tick`, `disk`..."""
    found = {key: check(now) for key, check in CHECKS.items() if key not in without}
    return {key: sentence for key, sentence in found.items() if sentence}


def faults_of(user):
    """Sentences by problem for users who set up the installation; empty for others and in a demo.

    Backups and the time to confirm have their own warnings on the same page.
    """
    if user.is_of_demo or not user.has_perm("core.change_identity"):
        return {}
    own = {"backup", "clock"} if clock_sentence() else {"backup"}
    return conditions(now=timezone.now(), without=own)


def time_to_confirm(user):
    """Reason why an administrator has to confirm the time; "" for others or a trusted time."""
    return clock_sentence() if user.has_perm("core.change_identity") else ""


def _mail(now):
    if not mail_delivers():
        return _(
            "No invitation, reminder or document is sent by e-mail, because no mail "
            "server is set up. Ask your host to set EMAIL_URL."
        )
    last = stuck_mails().last()
    return last and _(
        "E-mails are waiting and cannot be sent: %(trouble)s. Check the mail server (EMAIL_URL)."
    ) % {"trouble": last.get_trouble_display()}


def _address(now):
    return links_lead_nowhere()


def _worker(now):
    waiting = DBTaskResult.objects.ready().filter(enqueued_at__lt=now - MAX_JOB_WAIT)
    first = waiting.order_by("enqueued_at").values_list("enqueued_at", flat=True).first()
    if first is None:
        return ""
    return _(
        "Letters, lists and exports have been waiting since %(time)s, because no "
        "background task is running. Ask your host to run “manage.py db_worker”."
    ) % {"time": hour(first)}


def last_tick():
    """Time of the last `manage.py tick`, or None; ignores future runs, made under a wrong clock."""
    now = timezone.now()
    pulses = DBTaskResult.objects.filter(task_path=pulse.module_path, enqueued_at__lte=now)
    return pulses.order_by("-enqueued_at").values_list("enqueued_at", flat=True).first()


def _tick(now):
    last = last_tick()
    if last is None:
        return _(
            "No reminder will be sent and nothing expires, because the timer is not "
            "running. Ask your host to run “manage.py tick” every five minutes."
        )
    if last < now - MAX_WORKER_SILENCE:
        day = _moment(last)
        return _(
            "No reminder has been sent and nothing has expired since %(day)s: the timer has"
            " stopped. Ask your host to start “manage.py tick” again."
        ) % {"day": day}
    return ""


def _documents(now):
    return has_failed() and _(
        "Documents cannot be stored: check the storage in the settings of the server."
    )


def _cache(now):
    if answers():
        return ""
    return _("The shared cache does not respond, so nobody can sign in: check CACHE_URL.")


def _disk(now):
    for folder in folders():
        free = shutil.disk_usage(folder).free
        if free < MIN_FREE_BYTES:
            facts = {"free": filesizeformat(free), "folder": folder}
            return _("Only %(free)s left on the disk of %(folder)s.") % facts
    return ""


def folders():
    """Existing folders that Rebond writes to."""
    written = [Path(settings.MEDIA_ROOT)]
    if connection.vendor == "sqlite":
        written.append(Path(connection.settings_dict["NAME"]).parent)
    written += [Path(place) for place in (settings.BACKUP_FOLDER, settings.BACKUP_COPY) if place]
    return [folder for folder in written if folder.is_dir()]


def clock_sentence():
    """The reason why the tick skips steps that depend on the day; "" if it does not."""
    clock = Clock.load()
    if not clock.fault:
        return ""
    return CLOCK_SENTENCES[clock.fault] % {
        "readings": READINGS % _readings(clock),
        "until": _moment(clock.steady_since + STEADY_FOR),
    }


def _readings(clock):
    """Clock readings: at the last run, when last trusted (None if never), and now."""
    moments = {"seen_": clock.seen_at, "agreed_": clock.agreed_at, "": timezone.now()}
    return {
        f"{name}{part}": words(moment) if moment else "–"
        for name, moment in moments.items()
        for part, words in {"day": _day, "time": hour}.items()
    }


def _day(moment):
    return date_format(timezone.localtime(moment), "DATE_FORMAT")


def _moment(moment):
    return date_format(timezone.localtime(moment), "SHORT_DATETIME_FORMAT") if moment else "–"


def _clock(now):
    if sentence := clock_sentence():
        return sentence
    apart = abs(database_time() - timezone.now())
    if apart < MAX_CLOCK_DIFFERENCE:
        return ""
    seconds = round(apart.total_seconds())
    return _(
        "The clocks of this machine and of the database differ by %(seconds)s s: set both with NTP."
    ) % {"seconds": seconds}


def _release(now):
    """Whether the program on the disk is newer than the running program."""
    source = Path(core.__file__).read_text()
    installed = re.search(r'__version__ = "(.+)"', source)[1]
    if installed == core.__version__:
        return ""
    return _("Release %(version)s is installed but not running yet: restart the services.") % {
        "version": installed
    }


CHECKS = {  # the most serious first, as the home page lists them
    "database": lambda now: damage_in_words(),
    "documents": _documents,
    "disk": _disk,
    "cache": _cache,
    "clock": _clock,
    "worker": _worker,
    "tick": _tick,
    "backup": lambda now: lateness(now=now),
    "copy": lambda now: copy_fault(now=now),
    "rehearsal": lambda now: rehearsal_fault(now=now),
    "address": _address,
    "mail": _mail,
    "release": _release,
}
