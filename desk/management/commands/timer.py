import logging
import time
from datetime import timedelta

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import close_old_connections
from django.utils import timezone

from desk.backups.staleness import last_event

logger = logging.getLogger(__name__)

PAUSE = 5 * 60  # seconds between two ticks
NIGHT = 3  # the hour, local time, from which the backup of the day is made
KEEP = 30  # backups
AGAIN = timedelta(hours=1)  # after one that failed


class Command(BaseCommand):
    help = "Run the tick every five minutes and the backup every night, where no other timer does."

    def handle(self, **options):
        while True:
            attempt("tick")
            if backup_is_due(timezone.localtime()):
                attempt("backup", keep=KEEP)
            close_old_connections()
            time.sleep(PAUSE)


def attempt(command, **options):
    """Run a command; its failure is logged and ends nothing."""
    try:
        call_command(command, **options)
    except Exception:
        logger.exception("%s failed.", command)


def backup_is_due(now):
    """Whether no backup was made today, in the night or later, nor tried within the hour."""
    if not settings.BACKUP_FOLDER or now.hour < NIGHT:
        return False
    last = last_event("backup.made", "backup.not_made")
    if last and last.kind == "backup.not_made":
        return last.at < now - AGAIN
    return last is None or timezone.localdate(last.at) < now.date()
