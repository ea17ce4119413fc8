import time
from collections import Counter

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET, require_POST

from core.forms.actions import action_view, flash_errors, redirect_saying, run_action
from core.forms.base import ActForm, attempt
from core.forms.submissions import scan_once
from core.lists.tables import render_table
from core.models import Event
from core.pdf.render import pdf_response
from core.photos.photos import Gallery
from core.text_input import line_of
from inventory.models import Place
from inventory.scanning.refusals import with_next_step
from modules.stocktakes.answers import expected_at, sentence_of
from modules.stocktakes.due import places_to_count
from modules.stocktakes.forms import DecideForm, NoteForm, OpenCountForm, TickForm
from modules.stocktakes.lifecycle import (
    DIFFERENCES,
    LIST_SAYS,
    LISTS,
    CountStatus,
    Decision,
    Finding,
)
from modules.stocktakes.models import CountLine, CountScan, StockCount
from modules.stocktakes.operations import counts as count_operations
from modules.stocktakes.operations import resolution as resolution_operations
from modules.stocktakes.operations import scans as scan_operations
from modules.stocktakes.operations.resolution import differences_of, has_counted
from modules.stocktakes.operations.scans import shelf_of
from modules.stocktakes.papers import render_report, render_sheet
from modules.stocktakes.progress import latest_scans, listed, tally_of, with_numbers
from modules.stocktakes.tables import CountFilter, CountLineTable, CountTable


def count_or_404(request, pk):
    counts = StockCount.objects.visible_to(request.user).for_list()
    return get_object_or_404(counts.select_related("counted_by", "finalised_by"), pk=pk)


may_count = permission_required("stocktakes.count_stock", raise_exception=True)


def render_count(request, count, **forms):
    context = counting_progress(request, count)
    finding = context["finding"]
    decides = may_decide(request.user, count)
    table = CountLineTable(
        listed(count, finding),
        count=count,
        finding=finding,
        user=request.user,
        ticks=_ticks(request.user, count, finding, decides),
    )
    context |= {
        "list_name": LISTS[finding] % {"count": 2},
        "list_says": LIST_SAYS[finding],
        "decides": decides,
        "decide_form": DecideForm(count=count, finding=finding)
        if decides and finding in DIFFERENCES
        else None,
        "undecided": count.lines.undecided().count() if decides else 0,
        "events": Event.objects.about(count)[:50],
    }
    return render_table(request, "stocktakes/count_detail.html", table, **context | forms)


def _finding_of(request, count):
    """The requested list; otherwise the first with lines to decide, or the missing devices."""
    name = request.GET.get("list")
    if name in LISTS:
        return Finding(name)
    waiting = ()
    if count.status == CountStatus.COUNTED:
        waiting = set(count.lines.undecided().order_by().values_list("finding", flat=True))
    return next((finding for finding in DIFFERENCES if finding in waiting), Finding.MISSING)


def may_decide(user, count):
    """Whether this user may decide about the differences of the count now."""
    is_time = count.status == CountStatus.COUNTED and user.has_perm("stocktakes.finalise_count")
    return is_time and not has_counted(count, user)


def _ticks(user, count, finding, decides):
    """The form that the checkboxes of this list belong to, if any."""
    if count.is_open and finding == Finding.MISSING:
        return "ticked"
    return "decide" if decides and finding in DIFFERENCES else None


def counting_progress(request, count):
    """The fragment that changes with each scan: progress, counts, last scans."""
    return {
        "read_at": time.time_ns(),  # before the queries
        "count": count,
        "finding": _finding_of(request, count),
        "tally": tally_of(count),
        "here": shelf_of(count, request.user) if count.is_open else None,
        "scans": latest_scans(count) if count.is_open else [],
        "counts_too": request.user.has_perm("stocktakes.finalise_count")
        and has_counted(count, request.user),
    }


# --- Stock counts in progress: the list, opening, scanning, closing. ---


@may_count
def count_list(request):
    counts = with_numbers(StockCount.objects.visible_to(request.user).for_list())
    filters = CountFilter(request.GET, queryset=counts, request=request)
    places = places_to_count(Place.objects.visible_to(request.user), timezone.now())
    context = {"filters": filters, "due": places.count()}
    return render_table(request, "stocktakes/count_list.html", CountTable(filters.qs), **context)


@may_count
def count_open(request):
    """Start a count; a shelf that is being counted opens its count instead."""
    code = line_of((request.POST or request.GET).get("place", ""))[:20]
    counts = StockCount.objects.visible_to(request.user).filter(status=CountStatus.OPEN)
    of_shelf = counts.filter(place__code__iexact=code)[:2] if code else ()
    if len(of_shelf) == 1 and request.POST.get("scope", "place") == OpenCountForm.PLACE:
        return redirect(of_shelf[0])
    start = {"place": code}
    form = OpenCountForm(request.POST or None, user=request.user, initial=start)
    if attempt(form, count_operations.open_count, by=request.user):
        return redirect(form.result)
    return render(request, "stocktakes/count_open.html", {"form": form})


@may_count
@require_GET
def count_detail(request, pk):
    """The page of a count: scanning while it is open, its lists, and the open decisions."""
    count = count_or_404(request, pk)
    if request.headers.get("HX-Target") == "progress":
        return _vary(
            render(
                request,
                "stocktakes/_count_progress.html",
                counting_progress(request, count),
            )
        )
    return render_count(request, count)


def _vary(response):
    patch_vary_headers(response, ["HX-Target"])
    return response


# --- Scans ----------------------------------------------------------------------------------------
@may_count
@require_POST
def count_scan(request, pk):
    """Record a scan; the response has sound, colour and text of its finding."""
    # Without the relations of its page: the lock rereads only the row.
    count = get_object_or_404(StockCount.objects.visible_to(request.user), pk=pk)
    code = line_of(request.POST.get("code"))
    try:
        scan = scan_once(request, scan_operations.count_code, count, code=code)
        tone, text = sentence_of(scan, request.user)
    except ValidationError as refusal:
        tone, text = "danger", " ".join(refusal.messages)
    if tone != "success":  # a device found in its place is not lent
        text = with_next_step(text, code, request.user)
    if request.headers.get("HX-Target") != "counting":
        {"success": messages.success, "warning": messages.warning, "info": messages.info}.get(
            tone, messages.error
        )(request, text, extra_tags="scan")
        return redirect(count)
    context = {"tone": tone, "text": text} | counting_progress(request, count)
    response = render(request, "stocktakes/_counting.html", context)
    response.headers["HX-Trigger"] = "counted"
    return _vary(response)


count_clear_shelf = action_view(
    scan_operations.clear_shelf, count_or_404, gettext_lazy("No shelf is selected.")
)


@may_count
@require_POST
def count_undo(request, pk, scan_pk):
    count = count_or_404(request, pk)
    scans = CountScan.objects.filter(count=count).select_related("count", "line")
    scan = get_object_or_404(scans.exclude(line=None), pk=scan_pk)
    done = _("Undone: the scan of %(thing)s no longer counts.") % {"thing": scan.line}
    run_action(request, scan_operations.undo_scan, scan, done=done)
    return redirect(count)


@may_count
@require_POST
def count_tick(request, pk):
    """Record the devices ticked on the printed sheet as seen."""
    count = count_or_404(request, pk)
    form = TickForm(request.POST, count=count)
    if attempt(form, scan_operations.count_ticked, count, by=request.user):
        number = form.result or 0
        text = ngettext("%(count)s device is found.", "%(count)s devices are found.", number)
        return redirect_saying(request, text % {"count": number}, count)
    flash_errors(request, form)
    return redirect(count)


@may_count
def count_line(request, pk, line_pk):
    """Show a line: its recorded and current state, all its scans, its note and photos."""
    count = count_or_404(request, pk)
    lines = CountLine.objects.filter(count=count).for_list().select_related("count__site")
    line = get_object_or_404(lines, pk=line_pk)
    form = NoteForm(request.POST or None, line=line)
    if attempt(form, count_operations.note_line, line, by=request.user):
        return redirect_saying(request, _("The note has been saved."), line)
    context = {
        "count": count,
        "line": line,
        "form": form,
        "gallery": Gallery(line),
        "where": expected_at(line) if line.device else "",
        "sees_device": line.device
        and type(line.device).objects.visible_to(request.user).filter(pk=line.device_id).exists(),
        "scans": line.scans.select_related("by", "here").order_by("-pk")[:50],
    }
    return render(request, "stocktakes/count_line.html", context)


# --- The count ------------------------------------------------------------------------------------
count_close = action_view(
    count_operations.close_count,
    count_or_404,
    gettext_lazy(
        "The count is complete. Someone else must now decide on the differences and finalise it."
    ),
)
count_reopen = action_view(
    count_operations.reopen_count, count_or_404, gettext_lazy("Counting resumes.")
)
count_cancel = action_view(
    count_operations.cancel_count, count_or_404, gettext_lazy("The count has been cancelled.")
)


# --- Closed stock counts: deciding, the summary, finalising, the papers. ---

may_finalise = permission_required(resolution_operations.finalise.permission, raise_exception=True)


@may_finalise
@require_POST
def count_decide(request, pk, finding):
    """Choose a decision for the ticked lines of one list, or for the whole list; apply nothing."""
    if finding not in DIFFERENCES:
        raise Http404
    count = count_or_404(request, pk)
    form = DecideForm(request.POST, count=count, finding=finding)
    if attempt(form, resolution_operations.decide, count, by=request.user):
        _flash(request, form.result or 0, form.chosen)
        return redirect(f"{count.get_absolute_url()}?list={finding}#lists")
    return render_count(request, count, decide_form=form)


def _flash(request, number, chosen):
    """Flash the number of decided lines, and of lines that do not allow the decision."""
    if number:
        text = ngettext(
            "Decision saved for %(count)s line.", "Decision saved for %(count)s lines.", number
        )
        messages.success(request, text % {"count": number})
    left = chosen - number
    if left > 0:
        text = ngettext(
            "Not possible for %(count)s line: choose one of the proposed decisions.",
            "Not possible for %(count)s lines: choose one of the proposed decisions.",
            left,
        )
        messages.warning(request, text % {"count": left})


@may_finalise
def count_finalise(request, pk):
    """The summary of the decisions, and the form that applies them."""
    count = count_or_404(request, pk)
    form = ActForm(request.POST if request.method == "POST" else None)
    if attempt(form, resolution_operations.finalise, count, by=request.user):
        messages.success(request, _("The count has been finalised: all decisions are applied."))
        _file(request, count_or_404(request, pk))
        return redirect(count)
    if count.status != CountStatus.COUNTED:
        return redirect(count)
    lines = differences_of(count)
    numbers = Counter(line.decision for line in lines)
    acting = [line for line in lines if line.decision not in {"", Decision.IGNORE}]
    context = {
        "count": count,
        "form": form,
        "undecided": numbers[""],
        "numbers": [(decision, numbers[decision]) for decision in Decision if numbers[decision]],
        "changed": [line for line in acting if line.has_changed],
        "acting": len(acting),
        "counts_too": has_counted(count, request.user),
    }
    return render(request, "stocktakes/count_finalise.html", context)


count_ignore_changed = action_view(
    resolution_operations.ignore_changed,
    count_or_404,
    gettext_lazy("Anything that has changed since the count is left unchanged."),
    back=lambda _request, count: reverse("count_finalise", args=[count.pk]),
)


# --- Papers ---------------------------------------------------------------------------------------
def _file(request, count):
    """Render and store the report of a finalised count, unless it exists."""
    if count.document is None:
        pdf = render_report(count)
        count_operations.file_report(count, by=request.user, pdf=pdf)
    return count.document


@may_count
@require_GET
def count_report(request, pk):
    """Send the report as finalised, or before that, the current report."""
    count = count_or_404(request, pk)
    if count.status != CountStatus.FINALISED:
        return pdf_response(render_report(count), count.number)
    try:
        content = _file(request, count).read()
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
        return redirect(count)
    return pdf_response(content, count.number)


@may_count
@require_GET
def count_sheet(request, pk):
    """Printable list of the devices not scanned yet."""
    count = count_or_404(request, pk)
    try:
        pdf = render_sheet(count, shelf=request.GET.get("place", ""))
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
        return redirect(count)
    return pdf_response(pdf, f"{count.number}-{_('sheet')}")
