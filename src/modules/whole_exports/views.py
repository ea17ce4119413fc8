"""Request and download full exports."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import FileResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from core.http.access import allowed
from modules.whole_exports.jobs import offer
from modules.whole_exports.models import WholeExport
from modules.whole_exports.operations import ask_export, note_download, open_archive
from people.accounts.middleware import has_second_factor, second_factor_first

may = allowed(ask_export.permission)


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
