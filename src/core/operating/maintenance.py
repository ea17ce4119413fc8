"""Close and open the site on all machines at once, through a row that all of them read.

The file `CLOSED_BY` closes one machine, even without its database; `make upgrade` uses both.
"""

import subprocess

from django.conf import settings
from django.db import connection
from django.utils import timezone

from core.models import Deployment
from core.workflow.readiness import applied, compare_migrations


def close():
    """Close the site on all machines; each notices within `readiness.RECHECK_SECONDS`."""
    _save(closed_at=timezone.now())


def reopen():
    _save(closed_at=None)


def note_commit():
    """Store the commit of this release as that of the database, if they match."""
    if fit() == "same":
        _save(commit=_commit())


def fit():
    """Compare the database's migrations with this release: "same", "newer" or "behind"."""
    is_newer, is_behind = compare_migrations(applied(connection))
    if is_newer:
        return "newer"
    return "behind" if is_behind else "same"


def _save(**values):
    Deployment.objects.update_or_create(pk=1, defaults=values)


def _commit():
    """Commit of this checkout; "" in a container image."""
    done = subprocess.run(
        ["git", "rev-parse", "HEAD"],  # noqa: S607
        cwd=settings.PROJECT_DIR,
        capture_output=True,
        text=True,
        check=False,
    )
    return "" if done.returncode else done.stdout.strip()
