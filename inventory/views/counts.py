"""Stock counts while they are counted: the list, opening, scanning, closing."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from core.acts import run_action
from core.forms import attempt
from core.photos import Gallery
from core.submissions import scan_once
from core.tables import render_table
from core.typed import line_of
from inventory import operations
from inventory.counts import with_numbers
from inventory.filters import CountFilter
from inventory.forms.counts import NoteForm, OpenCountForm, TickForm
from inventory.lifecycle.counts import Finding
from inventory.models import CountLine, CountScan, Place, StockCount
from inventory.shortcuts import count_or_404
from inventory.tables.counts import CountTable
from inventory.views.count_page import counting_progress, may_count, show_count


@may_count
def count_list(request):
    counts = with_numbers(StockCount.objects.visible_to(request.user).for_list())
    filters = CountFilter(request.GET, queryset=counts, request=request)
    places = Place.objects.visible_to(request.user).to_count(timezone.now())
    context = {"filters": filters, "due": places.count()}
    return render_table(request, "inventory/count_list.html", CountTable(filters.qs), **context)


@may_count
def count_open(request):
    start = {"place": request.GET.get("place", "")[:20]}
    form = OpenCountForm(request.POST or None, user=request.user, initial=start)
    if attempt(form, operations.open_count, by=request.user):
        return redirect(form.result)
    return render(request, "inventory/count_open.html", {"form": form})


@may_count
@require_GET
def count_detail(request, pk):
    """The count: where one scans while it is open, its lists, what is left to decide."""
    count = count_or_404(request, pk)
    if request.headers.get("HX-Target") == "progress":
        return _vary(
            render(request, "inventory/_count_progress.html", counting_progress(request, count))
        )
    return show_count(request, count)


def _vary(response):
    patch_vary_headers(response, ["HX-Target"])
    return response


# --- Scans ----------------------------------------------------------------------------------------
@may_count
@require_POST
def count_scan(request, pk):
    """Keep a scan; say by sound, colour and words what it found."""
    count = count_or_404(request, pk)
    try:
        code = line_of(request.POST.get("code"))
        scan = scan_once(request, operations.count_code, count, code=code)
        tone, text = sentence_of(scan, request.user)
    except ValidationError as refusal:
        tone, text = "danger", " ".join(refusal.messages)
    if request.headers.get("HX-Target") != "counting":
        {"success": messages.success, "warning": messages.warning, "info": messages.info}.get(
            tone, messages.error
        )(request, text, extra_tags="scan")
        return redirect(count)
    context = {"tone": tone, "said": text} | counting_progress(request, count)
    response = render(request, "inventory/_counting.html", context)
    response.headers["HX-Trigger"] = "counted"
    return _vary(response)


def sentence_of(scan, user):
    """(tone, sentence) of what `user` scanned; the same when it is sent again."""
    line = scan.line
    if line is None:
        text = _("You are at %(place)s: what you scan now lies there.")
        return "info", text % {"place": scan.here}
    if line.scan_id != scan.pk:
        return "warning", _("This scan of %(thing)s was undone since.") % {"thing": line}
    if scan.is_again or scan.by_id != user.pk:
        text = _("%(thing)s was counted already, by %(who)s.")
        return "warning", text % {"thing": line, "who": scan.by}
    words = {
        Finding.FOUND: _("%(thing)s: found."),
        Finding.ELSEWHERE: _("%(thing)s: found, but expected at %(where)s."),
        Finding.ASTRAY: _("%(thing)s is “%(then)s”: it should not be here. Kept."),
        Finding.UNKNOWN: _("No device has the code %(thing)s. Kept as an unknown code."),
    }[line.finding]
    tone = "success" if line.finding == Finding.FOUND else "warning"
    return tone, words % {"thing": line, "then": line.then, "where": expected_at(line)}


def expected_at(line):
    """Where the register says that the device of a line lies, in words."""
    place = line.scan.place if line.scan else line.place
    if line.site_id != line.count.site_id:
        return f"{line.site}, {place.code}" if place else str(line.site)
    return str(place) if place else _("no shelf")


@may_count
@require_POST
def count_leave(request, pk):
    count = count_or_404(request, pk)
    run_action(request, operations.clear_shelf, count, done=_("You are at no shelf in particular."))
    return redirect(count)


@may_count
@require_POST
def count_undo(request, pk, scan_pk):
    count = count_or_404(request, pk)
    scans = CountScan.objects.filter(count=count).select_related("count", "line")
    scan = get_object_or_404(scans.exclude(line=None), pk=scan_pk)
    done = _("Undone: %(thing)s is as if nobody had scanned it.") % {"thing": scan.line}
    run_action(request, operations.undo_scan, scan, done=done)
    return redirect(count)


@may_count
@require_POST
def count_tick(request, pk):
    """What was ticked on the printed sheet is seen."""
    count = count_or_404(request, pk)
    form = TickForm(request.POST, count=count)
    if attempt(form, operations.count_ticked, count, by=request.user):
        number = form.result or 0
        text = ngettext("%(count)s device is found.", "%(count)s devices are found.", number)
        messages.success(request, text % {"count": number})
    else:
        text = [sentence for sentences in form.errors.values() for sentence in sentences]
        messages.error(request, " ".join(text))
    return redirect(count)


@may_count
def count_line(request, pk, line_pk):
    """One line: how it was, how it is now, every scan of it, its note and photos."""
    count = count_or_404(request, pk)
    lines = CountLine.objects.filter(count=count).for_list().select_related("count__site")
    line = get_object_or_404(lines, pk=line_pk)
    form = NoteForm(request.POST or None, line=line)
    if attempt(form, operations.note_line, line, by=request.user):
        messages.success(request, _("The note is kept."))
        return redirect(line)
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
    return render(request, "inventory/count_line.html", context)


# --- The count ------------------------------------------------------------------------------------
@may_count
@require_POST
def count_close(request, pk):
    count = count_or_404(request, pk)
    done = _("Counted. Somebody else now decides about the differences and finalises.")
    run_action(request, operations.close_count, count, done=done)
    return redirect(count)


@may_count
@require_POST
def count_reopen(request, pk):
    count = count_or_404(request, pk)
    run_action(request, operations.reopen_count, count, done=_("The counting goes on."))
    return redirect(count)


@may_count
@require_POST
def count_cancel(request, pk):
    count = count_or_404(request, pk)
    run_action(request, operations.cancel_count, count, done=_("The count is cancelled."))
    return redirect(count)
