"""Page of backups: their state, and how to set them up."""

import sys

from django.conf import settings
from django.db.models import Q
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from core.http.access import allowed
from core.models import Event
from desk.backups.keys import fingerprints
from desk.backups.staleness import lateness
from desk.models import Backup

may = allowed("desk.export_all")
MAX_SHOWN = 10


@may
@require_GET
def safekeeping(request):
    """Backup page: age of the last backup, how to make one."""
    context = {
        "backups": Backup.objects.all()[:MAX_SHOWN],
        "late": lateness(now=timezone.now()),
        "keys": fingerprints().items(),
        "folder": settings.PROJECT_DIR,
        "python": sys.executable,
        "events": _story(),
    }
    return render(request, "desk/backups/safekeeping.html", context)


def _story():
    """Latest events of backups and exports; only failures of nightly backups."""
    kinds = ["backup.asked", "backup.downloaded", "backup.not_made", "backup.not_copied"]
    kinds += ["backup.rehearsed", "backup.not_rehearsed"]
    events = Event.objects.filter(Q(kind__in=kinds) | Q(kind__startswith="export."))
    return events.select_related("by").order_by("-pk")[:20]
