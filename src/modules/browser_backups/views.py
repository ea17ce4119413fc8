"""Make and download backups; restore one into an empty installation."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import FileResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from core.http.access import allowed
from core.http.ratelimit import is_within, visitor_of
from core.http.secret_fields import secret_fields
from desk.models import Backup
from modules.browser_backups import restoring
from modules.browser_backups.forms import ArchiveForm, CodeForm
from modules.browser_backups.jobs import backup_job
from modules.browser_backups.operations import ask_backup, note_backup_download, path_of
from people.accounts.middleware import has_second_factor, second_factor_first

may = allowed(ask_backup.permission)
PROVEN = "browser_backups.code"  # session key: the code that was typed
TRIES, MAX_TRIES, HOUR = 10, 50, 3600  # codes an hour: from one address, and from all


@may
@require_POST
def backup_now(request):
    """Have a worker make a backup."""
    try:
        ask_backup(by=request.user)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        backup_job.enqueue()
        messages.success(request, _("Backup requested: this page will show when it is done."))
    return redirect("safekeeping")


@may
@require_GET
@never_cache
def backup_file(request, pk):
    """Download a backup, after the second factor."""
    backup = get_object_or_404(Backup, pk=pk)
    if not has_second_factor(request):
        return second_factor_first(request, "safekeeping", download=pk)
    path = path_of(backup)
    if path is None:
        words = _("This backup is no longer in the backup folder on this machine.")
        messages.error(request, words)
        return redirect("safekeeping")
    note_backup_download(backup, by=request.user)
    return FileResponse(
        path.open("rb"),
        as_attachment=True,
        filename=backup.name,
        content_type="application/octet-stream",
        headers={"Cache-Control": "no-store"},
    )


def _has_proof(request):
    """Whether this session typed the code that is still valid."""
    return restoring.is_code(request.session.get(PROVEN, ""))


@login_not_required
@never_cache
@secret_fields("code", "key")
def restore_upload(request):
    """Restore an uploaded backup into an empty installation, after the one-time code."""
    if restoring.code_now() is None:
        return render(request, "browser_backups/closed.html")
    if not _has_proof(request):
        return _ask_code(request)
    form = ArchiveForm(request.POST or None, request.FILES or None)
    context = {
        "form": form,
        "limit": filesizeformat(restoring.MAX_ARCHIVE_BYTES),
        "folder": settings.PROJECT_DIR,
    }
    if form.is_valid():
        try:
            facts = form.cleaned_data
            printed = restoring.restore_upload(facts["archive"], facts["key"])
        except ValidationError as refusal:
            form.add_error("archive", refusal.messages)
        else:
            # the session went with the former database, and must not be written into the new one
            request.session.modified = False
            return render(request, "browser_backups/restored.html", {"printed": printed})
    return render(request, "browser_backups/restore.html", context)


def _ask_code(request):
    is_trying = request.method == "POST"
    if is_trying and not (
        is_within(f"restore-code:{visitor_of(request)}", limit=TRIES, seconds=HOUR)
        and is_within("restore-code", limit=MAX_TRIES, seconds=HOUR)
    ):
        return render(request, "429.html", status=429)
    form = CodeForm(request.POST if is_trying else None)
    if form.is_valid():
        request.session[PROVEN] = form.cleaned_data["code"]
        return redirect("restore_upload")
    return render(request, "browser_backups/code.html", {"form": form})


restore_upload.largest_body = restoring.MAX_ARCHIVE_BYTES + 1024 * 1024
restore_upload.admits_anonymous_body = _has_proof
