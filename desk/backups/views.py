"""Pages of backups and of the full export: state, actions and download."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import FileResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from core.http.access import allowed
from core.models import Event
from desk.backups.keys import fingerprints
from desk.backups.staleness import lateness
from desk.full_export.jobs import offer
from desk.full_export.operations import RETENTION, ask_export, note_download, open_archive
from desk.models import Backup, WholeExport
from people.accounts.middleware import has_second_factor, second_factor_first

may = allowed("desk.export_all")
MAX_SHOWN = 10


@may
@require_GET
def safekeeping(request):
    """Backup page: age of the last backup, how to make one, full exports."""
    exports = WholeExport.objects.select_related("by")[:MAX_SHOWN]
    context = {
        "backups": Backup.objects.all()[:MAX_SHOWN],
        "late": lateness(now=timezone.now()),
        "keys": fingerprints().items(),
        "exports": exports,
        "is_at_work": any(export.status == "asked" for export in exports),
        "retention_days": RETENTION.days,
        "events": _story(),
    }
    return render(request, "desk/backups/safekeeping.html", context)


def _story():
    """Latest events of backups and exports."""
    kinds = ["export.asked", "export.ready", "export.failed", "export.downloaded", "export.made"]
    kinds += ["export.forgotten", "backup.not_made", "backup.not_copied", "backup.rehearsed"]
    events = Event.objects.filter(kind__in=[*kinds, "backup.not_rehearsed"])
    return events.select_related("by").order_by("-pk")[:20]


@may
@require_POST
def export_ask(request):
    """Request a full export, which requires the second factor and a worker."""
    if not has_second_factor(request):
        return second_factor_first(request, "safekeeping")
    try:
        offer(ask_export(by=request.user))
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        messages.success(
            request, _("Your export is being prepared: this page updates automatically.")
        )
    return redirect("safekeeping")


@may
@require_GET
def export_file(request, pk):
    """Download the archive; only for its requester: other administrators must request their own."""
    export = get_object_or_404(WholeExport, pk=pk)
    if export.by_id != request.user.pk:
        messages.error(
            request, _("Only the person who requested an export can download it: request your own.")
        )
        return redirect("safekeeping")
    if not has_second_factor(request):
        return second_factor_first(request, "safekeeping")
    try:
        file = open_archive(export)
        note_download(export, by=request.user)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
        return redirect("safekeeping")
    name = f"rebond-{export}.zip"
    headers = {"Content-Length": export.size}
    return FileResponse(
        file, as_attachment=True, filename=name, content_type="application/zip", headers=headers
    )
