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

TICK_INTERVAL_SECONDS = 5 * 60  # seconds between two ticks
BACKUP_HOUR = 3  # local hour from which the backup of the day is made
BACKUPS_RETAINED = 30  # number of backups to retain
RETRY_DELAY = timedelta(hours=1)  # retry after a failed backup


class Command(BaseCommand):
    help = "Run the tick every five minutes and the backup every night, where no other timer does."

    def handle(self, **options):
        while True:
            attempt("tick")
            if backup_is_due(timezone.localtime()):
                attempt("backup", keep=BACKUPS_RETAINED)
            close_old_connections()
            time.sleep(TICK_INTERVAL_SECONDS)


def attempt(command, **options):
    """Run a command; log its failure and continue."""
    try:
        call_command(command, **options)
    except Exception:
        logger.exception("%s failed.", command)


def backup_is_due(now):
    """Whether no backup was made today since the night, nor attempted within the hour."""
    if not settings.BACKUP_FOLDER or now.hour < BACKUP_HOUR:
        return False
    last = last_event("backup.made", "backup.not_made")
    if last and last.kind == "backup.not_made":
        return last.at < now - RETRY_DELAY
    return last is None or timezone.localdate(last.at) < now.date()
