import time

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.html import format_html
from django.utils.translation import gettext as _

from core.forms.actions import action_view, redirect_saying, run_action, warn_of_ignored_rows
from core.forms.base import ActForm, attempt
from core.forms.submissions import scan_once
from core.http.access import allowed
from core.lists.actions import MAX_NAMED, MAX_ROWS
from core.text_input import line_of, number_of
from desk.lifecycle import LineStatus, Mode, Result
from desk.models import ScanLine, ScanSession
from desk.scan_sessions import operations
from desk.scan_sessions.forms import change_form, start_form
from desk.scan_sessions.modes import MODES, may_do, modes_for
from inventory.accessories.fitting import came_with_of
from inventory.models import Device
from inventory.scanning.codes import without_secret
from inventory.scanning.refusals import flash_refusal, with_next_step

PER_PAGE = 50
MAX_ENDED_SHOWN = 12
may_scan = allowed("desk.scan")


class Pages(Paginator):
    """Pagination of a session scanned by hand, whose lines are few enough to be counted."""

    is_capped = False


def _session(request, pk):
    """The session with its shelf, which each scan shows.

    Other relations are read when used: joining those of all modes takes Django 3 ms, twice for each
    scan.
    """
    sessions = ScanSession.objects.visible_to(request.user).select_related("place")
    return get_object_or_404(sessions, pk=pk)


@may_scan
def run_list(request):
    """Modes to start, open sessions and recent ones."""
    sessions = ScanSession.objects.filter(owner=request.user).for_list()
    context = {
        "ways": modes_for(request.user),
        "open_sessions": sessions.filter(status=ScanSession.Status.OPEN),
        "ended_sessions": sessions.filter(status=ScanSession.Status.ENDED)[:MAX_ENDED_SHOWN],
    }
    return render(request, "desk/scan_sessions/run_list.html", context)


@may_scan
def run_new(request, act):
    """Start a scan session: at once if the mode has no parameters.

    Devices of a list may be passed.
    """
    act = next((one for one in MODES if one == act), None)
    if act is None or not may_do(act, request.user):
        raise Http404
    is_submitted = (
        request.method == "POST" and "picked" not in request.POST
    )  # the mode may have no parameters
    data = request.POST if is_submitted else None
    picked = request.POST.getlist("devices")
    form = start_form(MODES[act], request.user, data, picked=picked, **_initial(request))
    if attempt(form, operations.start, act, by=request.user):
        return redirect(form.result)
    if "devices" in form.errors:  # they are ticked on another page
        form.add_error(None, form.errors["devices"])
    context = {"act": act, "way": MODES[act], "form": form, "count": len(picked)}
    return render(request, "desk/scan_sessions/run_new.html", context)


@may_scan.by_post
def run_pick(request):
    """Choose a mode for devices ticked in a list, each handled as a scan."""
    ids = [number_of(text) for text in request.POST.getlist("device")[:MAX_ROWS]]
    devices = Device.objects.visible_to(request.user).filter(pk__in=[pk for pk in ids if pk])
    devices = list(devices.order_by("pk"))
    if not devices:
        messages.error(request, _("Tick at least one device."))
        return redirect("device_list")
    warn_of_ignored_rows(request, "device", devices)
    context = {
        "devices": devices,
        "named": devices[:MAX_NAMED],
        "more": max(0, len(devices) - MAX_NAMED),
        "ways": [(act, way) for act, way in modes_for(request.user) if way.is_of_list],
        "form": ActForm(auto_id=False),
    }
    return render(request, "desk/scan_sessions/run_pick.html", context)


def _initial(request):
    """Initial values from the page that the user came from: the lot or loan."""
    return {name: line_of(request.GET.get(name)) for name in ("donation", "loan", "batch")}


@may_scan
def run_detail(request, pk):
    return _render_page(request, _session(request, pk))


def _render_page(request, session, form=None, read_at=0):
    """Page of a session; for a scan by htmx, only the part that a scan changes."""
    page = Pages(session.lines.for_list(), PER_PAGE).get_page(request.GET.get("page"))
    is_own = session.owner_id == request.user.pk
    may_go_on = is_own and session.status == ScanSession.Status.OPEN
    shelves = may_go_on and session.act == Mode.SHELVE and session.place is None
    receives = may_go_on and session.act == Mode.RECEIVE and session.device
    context = {
        "session": session,
        "came_with": came_with_of(session.device) if receives else (),
        "read_at": read_at,
        "way": MODES[session.act],
        "counts": session.counts(),
        "page": page,
        "last": next((line for line in page if line.can_be_undone), None),
        "is_own": is_own,
        "may_go_on": may_go_on,
        "waiting": session.waiting()[:MAX_NAMED] if shelves else (),
        "is_devices_first": shelves and session.is_devices_first(),
    }
    if request.htmx:
        return render(request, "desk/scan_sessions/_run.html", context)
    context["form"] = form or change_form(MODES[session.act], session, request.user)
    return render(request, "desk/scan_sessions/run_detail.html", context)


def _back(request, session):
    if not request.htmx:
        return redirect(session)
    read_at = time.time_ns()  # before any query
    return _render_page(request, _session(request, session.pk), read_at=read_at)


@may_scan.by_post
def run_scan(request, pk):
    """Handle one scan: add its line, with a sound, a colour and a message."""
    session = _session(request, pk)
    code = line_of(request.POST.get("code"))
    anyway = "anyway" in request.POST
    try:
        line = scan_once(request, operations.scan, session, code=code, override=anyway)
    except ValidationError as refusal:
        flash_refusal(request, refusal)
        return _back(request, session)
    _flash_result(request, code, line)
    return _back(request, session)


def _flash_result(request, code, line):
    if line is None:
        params = _("%(code)s is already in this list.") % {"code": without_secret(code)}
        messages.warning(request, params, extra_tags="scan")
        return
    params = {"what": line.device, "words": _words_of(line)}
    is_refused = line.status == LineStatus.REFUSED
    text = _("%(what)s: %(words)s") % params if line.device else line.says
    text = with_next_step(text, code, request.user) if is_refused else text
    is_bad = is_refused or line.left_behind
    level = messages.ERROR if is_bad else messages.SUCCESS
    if doubt := _doubt_about(line):
        text, level = f"{text}. {doubt}", max(level, messages.WARNING)
    messages.add_message(request, level, text, extra_tags="scan")


def _doubt_about(line):
    """Warning of devices that this scan put on an unlikely shelf; "" for none."""
    if line.deed == Result.SHELVED:
        return line.place.doubt_about([line.device])
    moved = line.data.get("moved", ())
    lines = line.session.lines.filter(pk__in=moved).select_related("device")
    return line.place.doubt_about([line.device for line in lines]) if moved else ""


def _words_of(line):
    """Text of a line; the name of a staff member is shown, not stored."""
    whose, former = getattr(line, "whose", ""), getattr(line, "instead_of", None)
    words = (
        _("%(person)s · %(words)s") % {"person": whose, "words": line.says} if whose else line.says
    )
    if former:
        words += " " + _("This device replaces %(device)s, which is back on the shelf.") % {
            "device": former
        }
    return words


@may_scan.by_post
def line_undo(request, pk):
    lines = ScanLine.objects.of(request.user).select_related("session", "device__category", "place")
    line = get_object_or_404(lines, pk=pk)
    done = _("Undone: %(what)s") % {"what": line.device or line.place or line.code}
    run_action(request, operations.undo, line, done=done, tags="scan")
    return _back(request, line.session)


@may_scan.by_post
def run_change(request, pk):
    """Change the options of a session: kind, grade, or place."""
    session = _session(request, pk)
    form = change_form(MODES[session.act], session, request.user, request.POST)
    if attempt(form, operations.change, session, by=request.user):
        return redirect_saying(request, _("These options apply to the next scans."), session)
    return _render_page(request, session, form)


@may_scan.by_post
def run_end(request, pk):
    session = _session(request, pk)
    choice = {"without_waiting": "without_waiting" in request.POST}
    more = _("To undo a scan, continue this batch")
    done = format_html(
        '{} <a href="{}">{}</a>', _("The batch has ended."), session.get_absolute_url(), more
    )
    if run_action(request, operations.end, session, done=done, **choice):
        return redirect("run_list")
    return redirect(session)


run_go_on = action_view(operations.go_on, _session)
