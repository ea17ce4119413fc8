from pathlib import PurePath

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q, Sum
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from core.forms.actions import action_view, redirect_saying, run_action
from core.forms.base import ActForm, attempt
from core.http.body_limit import takes_files
from core.http.downloads import document_to_keep, to_keep
from core.imports.kinds import CONTINUES, KINDS, RowVerdict, ignored_headings, reason_key
from core.lists.exports import record_export
from core.lists.spreadsheets import TYPES, is_too_long, sheet_response, too_long
from core.lists.tables import page_of, render_table
from core.models import Event
from core.modules.registry import is_url_on
from donations.models import Donation
from inventory.imports import apply as import_operations
from inventory.imports import check as matching_operations
from inventory.imports import jobs
from inventory.imports.apply import start_undo
from inventory.imports.check import WITH_A_QUESTION
from inventory.imports.forms import ColumnsForm, ConflictsForm, ListForm, StartForm, WriteForm
from inventory.imports.lifecycle import ImportStatus
from inventory.imports.operations import withholding
from inventory.imports.reading import notes_of, omissions_of, row_numbers
from inventory.imports.reading_form import ReadingForm
from inventory.imports.results import (
    ImportRowFilter,
    ImportRowTable,
    guesses_in,
    reasons_in,
    refused_rows,
    result_rows,
    warnings_in,
)
from inventory.imports.shortcuts import again, batch_or_404, may_import
from inventory.imports.withheld_form import RestoreForm, withheld_cells
from inventory.models import Device, ImportBatch
from people.base.roles import roles_with

MAX_RECENT_LISTS = 20
TOWN_HALL = settings.BASE_DIR / "fixtures/examples/town-hall.xlsx"
# Counts that add up to the rows of a list: (name, verdict to filter by, label).
SUMS = [
    ("good", RowVerdict.GOOD, RowVerdict.GOOD.label),
    ("same", RowVerdict.SAME, RowVerdict.SAME.label),
    ("conflicts", RowVerdict.CONFLICT, RowVerdict.CONFLICT.label),
    ("waiting", RowVerdict.WAITING, RowVerdict.WAITING.label),
    ("refused", RowVerdict.REFUSED, RowVerdict.REFUSED.label),
    ("left_out", RowVerdict.REFUSED, gettext_lazy("left out")),
    ("unread", RowVerdict.UNREAD, RowVerdict.UNREAD.label),
    ("written", RowVerdict.WRITTEN, RowVerdict.WRITTEN.label),
    ("undone", RowVerdict.UNDONE, RowVerdict.UNDONE.label),
]
IN_HAND = [RowVerdict.GOOD, RowVerdict.WRITTEN, RowVerdict.UNDONE]


@may_import
@takes_files
def import_upload(request, pk):
    donations = Donation.objects.visible_to(request.user).select_related("donor")
    donation = get_object_or_404(donations, pk=pk)
    form = ListForm(request.POST or None, request.FILES or None)
    if attempt(form, matching_operations.receive_list, donation, by=request.user):
        return redirect(form.result)
    return render(
        request, "inventory/imports/import_upload.html", {"donation": donation, "form": form}
    )


@may_import
@require_GET
def import_list(request):
    """List the kinds of list, with the roles that may import them, and the lists sent so far."""
    batches = ImportBatch.objects.visible_to(request.user)
    batches = batches.select_related("document", "by", "site", "donation")
    starts = [kind.start for kind in KINDS.values() if kind.start and is_url_on(kind.start.page)]
    kinds = [(start, *_who_may(request.user, start.permission)) for start in starts]
    context = {"kinds": kinds, "page": page_of(request, batches, MAX_RECENT_LISTS)}
    return render(request, "inventory/imports/import_list.html", context)


def _who_may(user, permission):
    """Return (whether the user has this permission, labels of the roles with it if not)."""
    if user.has_perm(permission):
        return True, ()
    return False, [role.label for role in roles_with(permission)]


@takes_files
def import_new(request, code):
    """Upload page for a kind of list, with the earlier imports."""
    kind = _kind_or_403(request, code)
    form = StartForm(request.POST or None, request.FILES or None, kind=kind, user=request.user)
    if attempt(form, matching_operations.receive_list, by=request.user):
        return redirect(form.result)
    earlier = ImportBatch.objects.visible_to(request.user).filter(kind=code)
    earlier = earlier.select_related("document", "by", "site")[:MAX_RECENT_LISTS]
    context = {"kind": kind, "start": kind.start, "form": form, "earlier": earlier}
    return render(request, "inventory/imports/import_new.html", context)


@require_GET
def import_example(request, code):
    """Download an example of a kind of list: headings in the active language and sample rows."""
    kind = _kind_or_403(request, code)
    name = f"{_('example')}-{kind.code.replace('_', '-')}"
    return sheet_response(name, "csv", kind.start.example())


@require_POST
def list_export(request, code):
    """Export the records of a kind of list, in the format of its import."""
    kind = KINDS.get(code)
    if not (kind and kind.start and kind.resource.is_exported):
        raise Http404
    kind = _kind_or_403(request, code)
    if kind.names_people and not request.user.has_perm("people.export_recipient"):
        raise PermissionDenied("people.export_recipient")
    resource = kind.resource()
    rows = resource.export(resource.records_for(request.user))
    record_export(code, by=request.user, filters=[], count=len(rows), form="xlsx")
    name = f"{kind.label} {timezone.localdate().isoformat()}"
    return sheet_response(name, "xlsx", [rows.headers, *rows])


@may_import
@require_GET
def town_hall_example(request):
    """Download the sample list of a donor, with the oddities of real lists."""
    return to_keep(TOWN_HALL.read_bytes(), TOWN_HALL.name)


def _kind_or_403(request, code):
    kind = KINDS[code]
    if not request.user.has_perm(kind.start.permission):
        raise PermissionDenied(kind.start.permission)
    return kind


@may_import
@require_GET
def import_detail(request, pk):
    return render_import(request, batch_or_404(request, pk))


def render_import(request, batch, *, columns_form=None, refused_form=None):
    """Render the page of an import at any stage; pass invalid forms to show their errors."""
    rows = batch.rows.prefetch_related("devices")
    reasons, warnings = reasons_in(batch), list(warnings_in(batch))
    of_rows = {one.key: str(one.example) for one in reasons}
    of_rows |= {key: example for key, example, _text in warnings}
    # an update is read by its changes
    is_update = batch.list_kind.is_update and batch.rows.good().exists()
    shown = request.GET or ({"verdict": RowVerdict.GOOD} if is_update else {})
    filters = ImportRowFilter(shown, queryset=rows, reasons=of_rows)
    if (
        batch.status != ImportStatus.CHECKED
    ):  # too late to map columns: the refused form is shown above
        columns_form, refused_form = None, refused_form or columns_form
    else:
        columns_form = columns_form or ColumnsForm(batch, user=request.user)
    counts = counts_of(batch)
    return render_table(
        request,
        "inventory/imports/import_detail.html",
        ImportRowTable(filters.qs, batch),
        filters=filters,
        batch=batch,
        counts=counts,
        sums=[(verdict, label, counts[name]) for name, verdict, label in SUMS if counts[name]],
        result_formats=[form for form in TYPES if not is_too_long(form, counts["rows"])],
        columns_form=columns_form,
        reading_address=batch.reading_address,
        reading_notes=notes_of(batch.reading) if "encoding" in batch.reading else [],
        omissions=omissions_of(batch.reading) if columns_form else {},
        reasons=reasons,
        waiting_key=reason_key(WITH_A_QUESTION),
        has_overlaps=sum(each.rows for each in reasons) > counts["refused"] + counts["left_out"],
        warnings=warnings,
        guesses=guesses_in(batch) if columns_form else (),
        ignored_columns=ignored_headings(batch.headings, batch.list_kind),
        start_form=WriteForm(request.POST or None, batch=batch),
        undo_form=ActForm(),
        conflicts_form=ActForm(),
        refused_form=refused_form,
        events=Event.objects.about(batch)[:20],
    )


def counts_of(batch):
    """Count rows and units by verdict; the counts of rows add up to the whole list.

    Refused rows count as left out if their reason is left out, or once the other rows are written.
    """
    counts = batch.rows.aggregate(
        rows=Count("pk"),
        good=Count("pk", filter=Q(verdict=RowVerdict.GOOD)),
        written=Count("pk", filter=Q(verdict=RowVerdict.WRITTEN)),
        taken=Count("pk", filter=Q(verdict__in=IN_HAND)),
        same=Count("pk", filter=Q(verdict=RowVerdict.SAME)),
        conflicts=Count("pk", filter=Q(verdict=RowVerdict.CONFLICT)),
        waiting=Count("pk", filter=Q(verdict=RowVerdict.WAITING)),
        refused=Count("pk", filter=Q(verdict=RowVerdict.REFUSED)),
        unread=Count("pk", filter=Q(verdict=RowVerdict.UNREAD)),
        undone=Count("pk", filter=Q(verdict=RowVerdict.UNDONE)),
        forced=Count("pk", filter=Q(is_forced=True)),
        units=Sum("units", filter=Q(verdict=RowVerdict.GOOD), default=0),
    )
    devices = Device.objects.filter(import_rows__batch=batch).distinct().count()
    is_open = batch.status in {ImportStatus.CHECKING, ImportStatus.CHECKED}
    refused = len(matching_operations.undecided(batch)) if is_open else 0
    counts |= {"refused": refused, "left_out": counts["refused"] - refused}
    left_alone = batch.rows.filter(verdict=RowVerdict.CONFLICT) if counts["conflicts"] else ()
    counts["left_alone"] = row_numbers([row.label for row in left_alone])
    to_do = counts["good"] if batch.status == ImportStatus.CHECKED else counts["taken"]
    return counts | {"devices": devices, "to_do": to_do}


@may_import
@require_POST
def import_columns(request, pk):
    batch = batch_or_404(request, pk)
    form = ColumnsForm(batch, request.POST, user=request.user)
    if attempt(form, matching_operations.remap, batch, by=request.user):
        return redirect_saying(request, _("Every row is being checked again."), batch)
    return render_import(request, batch_or_404(request, pk), columns_form=form)


@may_import
def import_reading(request, pk):
    """Change the reading options of the file: encoding, separator, sheets, headings."""
    batch = batch_or_404(request, pk)
    is_open = batch.status == ImportStatus.CHECKED and not batch.document.purged_at
    if not (is_open and batch.reading):
        return redirect(batch)
    document = batch.document
    form = ReadingForm(batch, request.POST or None, name=document.name, content=document.read())
    if attempt(form, matching_operations.read_otherwise, batch, by=request.user):
        messages.success(
            request, _("The file is now read this way, and every row is being checked again.")
        )
        return redirect(batch)
    return render(request, "inventory/imports/import_reading.html", {"back": batch, "form": form})


@permission_required(withholding.restore_cells.permission, raise_exception=True)
def import_withheld(request, pk):
    """Restore cells that look like personal data, individually or by column."""
    batch = batch_or_404(request, pk)
    cells = withheld_cells(batch) if batch.status == ImportStatus.CHECKED else []
    form = RestoreForm(cells, request.POST or None)
    if attempt(form, withholding.restore_cells, batch, by=request.user):
        done = _("The cells are restored, and every row is being checked again.")
        return redirect_saying(request, done, batch)
    context = {"batch": batch, "form": form, "page": page_of(request, cells)}
    return render(request, "inventory/imports/import_withheld.html", context)


@may_import
@require_POST
def import_conflicts(request, pk):
    batch = batch_or_404(request, pk)
    form = ConflictsForm(batch, request.POST)
    if attempt(form, matching_operations.settle_conflicts, batch, by=request.user):
        return redirect_saying(request, _("Every row is being checked again."), batch)
    return render_import(request, batch_or_404(request, pk), refused_form=form)


@may_import
@require_POST
def import_stop(request, pk):
    batch = batch_or_404(request, pk)
    if run_action(
        request,
        import_operations.stop_import,
        batch,
        done=_("Import stopped: nothing was saved."),
    ):
        jobs.write_import(batch_or_404(request, pk))
    return redirect(batch)


import_drop = action_view(
    import_operations.drop_import, batch_or_404, gettext_lazy("The list is discarded.")
)


@may_import
@require_POST
def import_start(request, pk):
    batch = batch_or_404(request, pk)
    form = WriteForm(request.POST, batch=batch)
    if attempt(form, import_operations.start_import, batch, by=request.user):
        written = jobs.write_import(batch_or_404(request, pk))
        if written.status == ImportStatus.APPLIED:
            messages.success(request, written.list_kind.done)
        return redirect(batch)
    return render_import(request, batch_or_404(request, pk), refused_form=form)


@may_import
@require_POST
def import_undo(request, pk):
    batch = batch_or_404(request, pk)
    form, name = ActForm(request.POST), str(batch)
    if attempt(form, start_undo, batch, by=request.user):
        undone = jobs.write_import(batch_or_404(request, pk))
        if undone.status == ImportStatus.UNDONE:
            done = _("The import of “%(list)s” is undone.") % {"list": name}
            messages.success(request, f"{done} {undone.list_kind.undone}")
        return redirect(batch)
    return render_import(request, batch_or_404(request, pk), refused_form=form)


@may_import
@require_POST
def import_again(request, pk):
    """Send the file of an undone or discarded list again, or that of a list with waiting rows.

    The new list has its mapping and its answers.
    """
    batch = batch_or_404(request, pk)
    names = ["kind", "mapping", "values", "default_category", "site", "outing", "options"]
    facts = {name: getattr(batch, name) for name in names}
    if batch.status == ImportStatus.APPLIED and batch.rows.waiting().exists():
        later = ImportBatch.objects.visible_to(request.user).filter(kind=batch.kind, pk__gt=pk)
        if following := next((b for b in later if pk in b.options.get(CONTINUES, ())), None):
            return redirect(following)
        continued = [*batch.options.get(CONTINUES, ()), pk]
        facts["options"] = batch.options | {CONTINUES: continued}
    elif batch.status not in {ImportStatus.UNDONE, ImportStatus.DROPPED} or batch.part_of:
        return redirect(batch)
    return again(request, batch, **facts)


@may_import
@require_GET
def import_file(request, pk):
    """Download the donor's file as received."""
    batch = batch_or_404(request, pk)
    return document_to_keep(request, batch.document, back=batch)


@may_import
@require_GET
def import_result(request, pk, form):
    """Download the list with the outcome of each row: the donor's columns, then ours.

    With `?rows=refused`, only the refused rows, to be corrected and resent.
    """
    batch = batch_or_404(request, pk)
    if form not in TYPES:
        raise Http404
    if is_too_long(form, batch.rows.count()):
        messages.error(request, too_long())
        return redirect(batch)
    stem = PurePath(str(batch).replace("/", "-")).stem  # the name may contain a day with slashes
    if request.GET.get("rows") == RowVerdict.REFUSED:
        return sheet_response(f"{stem} - {_('to correct')}", form, refused_rows(batch))
    return sheet_response(f"{stem} - {_('result')}", form, result_rows(batch))
