import time

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError
from django.utils.translation import gettext as _

from core.models import Deployment
from core.operating import maintenance
from core.workflow.readiness import RECHECK_SECONDS, is_closed_everywhere, is_closed_here

# Seconds until nothing writes any more: a process checks the state every RECHECK_SECONDS, and a
# page that it began before waits for a lock no longer than that.
STILL_AFTER = 2 * RECHECK_SECONDS


class Command(BaseCommand):
    help = (
        "Close the site on all machines of its database (on), open it (off), or print its state"
        " (state)."
    )
    requires_system_checks = ()

    def add_arguments(self, parser):
        parser.add_argument("what", choices=["on", "off", "state"])

    def handle(self, *, what, **options):
        """Switch maintenance on or off; return from `on` once nothing writes any more."""
        try:
            self._run(what)
        except DatabaseError as error:
            raise CommandError(f"{error}".partition("\n")[0]) from error

    def _run(self, what):
        if what == "on":
            maintenance.close()
            time.sleep(STILL_AFTER)
        elif what == "off":
            maintenance.reopen()
        else:
            self.stdout.write(f"fit={maintenance.fit()}")
            self.stdout.write(f"commit={Deployment.load().commit}")
        self.stdout.write(_state_in_words())


def _state_in_words():
    if is_closed_everywhere():
        return _("The site is closed.")
    if is_closed_here():  # which `off` does not change
        return _("The site is closed by the file %(path)s.") % {"path": settings.CLOSED_BY}
    return _("The site is open.")
