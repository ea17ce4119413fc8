from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from core.forms.actions import flash_errors, redirect_saying, run_action
from core.forms.base import ActForm, attempt
from core.http.body_limit import takes_files
from core.lists.tables import render_table
from core.models import Event
from desk.help.pages import read_page
from modules.legacy_import import jobs
from modules.legacy_import.files import add_upload, retype, what_stays
from modules.legacy_import.forms import AnswersForm, FilesForm, KindForm, LiveForm, MigrationForm
from modules.legacy_import.lifecycle import MigrationStatus, System, help_of
from modules.legacy_import.models import Migration
from modules.legacy_import.operations import migrations as operations
from modules.legacy_import.overview import attestation_of, files_of
from modules.legacy_import.summary import parts_of, rows_left, written_counts
from modules.legacy_import.tables import MigrationTable

may_take_over = permission_required(operations.TAKE_OVER, raise_exception=True)


def _migration(request, pk):
    return get_object_or_404(Migration.objects.visible_to(request.user), pk=pk)


@may_take_over
def migration_new(request):
    """Show the systems that can be imported, and the moves so far."""
    table = MigrationTable(Migration.objects.visible_to(request.user).select_related("site", "by"))
    systems = [(reverse(f"migration_from_{one}"), one.label) for one in System]
    return render_table(request, "legacy_import/migration_new.html", table, systems=systems)


@may_take_over
def migration_from(request, system):
    """Begin a move from a system: instructions for exporting its lists, and the target site."""
    form = MigrationForm(request.POST or None, user=request.user, system=system)
    if attempt(form, operations.begin_migration, by=request.user):
        return redirect(form.result or "migration_new")
    context = {"form": form, "system": System(system), "help": read_page(help_of(system))}
    return render(request, "legacy_import/migration_from.html", context)


@may_take_over
@require_GET
def migration_detail(request, pk):
    return _page(request, _migration(request, pk))


def _page(request, migration, *, refused_form=None):
    """Render the page of a move at any stage; a refused form shows its errors."""
    is_open = migration.status == MigrationStatus.PREPARING
    files = files_of(migration)
    context = {
        "migration": migration,
        "files": files,
        "files_until": max(filter(None, (line.batch.file_until for line in files)), default=None),
        "files_form": FilesForm() if is_open else None,
        "answers_form": AnswersForm(migration=migration) if is_open else None,
        "reasons": operations.reasons_to_wait(migration) if is_open else [],
        "parts": _parts(migration),
        "left": rows_left(migration) if is_open else None,
        "is_to_check": is_open and bool(operations.unchecked(migration)),
        "live_form": LiveForm(attestation=attestation_of(migration)) if is_open else None,
        "undo_form": ActForm(),
        "refused_form": refused_form,
        "progress": operations.progress(migration) if migration.is_at_work else None,
        "help": read_page(help_of(migration.system)) if is_open else None,
        "events": Event.objects.about(migration)[:20],
    }
    return render(request, "legacy_import/migration_detail.html", context)


def _parts(migration):
    """The records that a move would write, or has written, each with their list."""
    if migration.status == MigrationStatus.LIVE:
        return parts_of(migration, written_counts(migration), is_linked=True)
    is_open = migration.status == MigrationStatus.PREPARING
    return parts_of(migration, migration.summary) if is_open else []


@may_take_over
@takes_files
@require_POST
def migration_files(request, pk):
    """Add files: each is recognised and checked; unreadable files are named."""
    migration = _migration(request, pk)
    form = FilesForm(request.POST, request.FILES)
    if not form.is_valid():
        flash_errors(request, form)
        return redirect(migration)
    added = 0
    for upload in form.cleaned_data["files"]:
        content = upload.read()
        try:
            added += add_upload(migration, by=request.user, name=upload.name, content=content)
            if words := what_stays(content):
                messages.warning(request, words)
        except ValidationError as refusal:
            why = {"file": upload.name, "why": " ".join(refusal.messages)}
            messages.error(request, _("%(file)s: %(why)s") % why)
    if added and run_action(request, operations.check_files, migration):
        messages.success(request, _("The files are read and checked together."))
    return redirect(migration)


@may_take_over
@require_POST
def migration_check(request, pk):
    migration = _migration(request, pk)
    done = _("All files are checked again.")
    run_action(request, operations.check_files, migration, done=done)
    return redirect(migration)


@may_take_over
@require_POST
def migration_answers(request, pk):
    migration = _migration(request, pk)
    form = AnswersForm(request.POST, migration=migration)
    if attempt(form, operations.keep_answers, migration, by=request.user):
        migration = _migration(request, pk)
        done = _("Your answers are saved, and all files are checked again.")
        run_action(request, operations.check_files, migration, done=done)
        return redirect(migration)
    return _page(request, _migration(request, pk), refused_form=form)


def _file(request, pk, file_pk):
    files = _migration(request, pk).files.select_related("batch__document", "migration")
    return get_object_or_404(files, pk=file_pk)


@may_take_over
@require_POST
def migrationfile_kind(request, pk, file_pk):
    """Set the kind of list of a file, which is then read again."""
    file = _file(request, pk, file_pk)
    form = KindForm(request.POST, file=file)
    if attempt(form, retype, file, by=request.user):
        run_action(request, operations.check_files, _migration(request, pk))
        return redirect_saying(request, _("The file is read again."), file.migration)
    flash_errors(request, form)
    return redirect(file.migration)


@may_take_over
@require_POST
def migrationfile_remove(request, pk, file_pk):
    file = _file(request, pk, file_pk)
    done = _("%(file)s has been removed.") % {"file": file.batch}
    run_action(request, operations.remove_file, file, done=done)
    return redirect(file.migration)


@may_take_over
@require_POST
def migration_start(request, pk):
    migration = _migration(request, pk)
    form = LiveForm(request.POST, attestation=attestation_of(migration))
    if attempt(form, operations.start_migration, migration, by=request.user):
        migration = jobs.run_migration(_migration(request, pk))
        if migration.status == MigrationStatus.LIVE:
            messages.success(request, _("You are live: everything is in the register."))
        return redirect(migration)
    return _page(request, _migration(request, pk), refused_form=form)


@may_take_over
@require_POST
def migration_undo(request, pk):
    migration = _migration(request, pk)
    form = ActForm(request.POST)
    if attempt(form, operations.undo_migration, migration, by=request.user):
        migration = jobs.run_migration(_migration(request, pk))
        if migration.status == MigrationStatus.UNDONE:
            messages.success(
                request, _("The migration has been undone: everything it imported is removed.")
            )
        return redirect(migration)
    return _page(request, _migration(request, pk), refused_form=form)


@may_take_over
@require_POST
def migration_drop(request, pk):
    migration = _migration(request, pk)
    done = _("The migration has been discarded: nothing was saved.")
    run_action(request, operations.drop_migration, migration, done=done)
    return redirect("migration_new")
