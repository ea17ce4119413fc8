from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from core.operating.migration_checksums import (
    REMEDY,
    REWRITTEN,
    of_commit,
    recorded,
    rewritten_apps,
)


class Command(BaseCommand):
    help = "Fail unless the migrations of a commit created this database."
    requires_system_checks = ()

    def add_arguments(self, parser):
        parser.add_argument("commit", help="as git names it: main, v1.2")

    def handle(self, *, commit, **options):
        """Compare without changing anything: `make upgrade` runs it before it closes the site."""
        applied = recorded(connection)
        theirs = of_commit(commit, applied)
        if applied.keys() - theirs:
            missing = ", ".join(sorted(applied.keys() - theirs))
            raise CommandError(f"This database is newer than {commit}, which lacks {missing}.")
        apps = rewritten_apps(applied, theirs)
        if apps:
            raise CommandError(f"{REWRITTEN % {'apps': ', '.join(apps)}} {REMEDY}")
