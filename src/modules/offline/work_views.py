"""Work taken along: what a phone takes and sends as JSON, and the pages of the desk."""

import json
from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from core.forms.actions import finder, flash_errors, redirect_saying
from core.forms.base import attempt
from core.http.access import allowed
from core.text_input import line_of, number_of
from modules.offline import operations
from modules.offline.forms import CodeForm, ReasonForm
from modules.offline.models import TAKE, OfflineScan, Outcome, Snapshot

MAX_BATCH = 100
UNREADABLE = (ValueError, KeyError, TypeError, AttributeError, OverflowError)
MAX_LISTED = 200
LATELY = timedelta(days=30)  # how long the list shows work that ended with a reason
may_take = allowed(TAKE)
_snapshot = finder(lambda user: Snapshot.objects.visible_to(user).for_list())


# --- The phone ------------------------------------------------------------------------------------
@require_GET
def offline_state(request):
    """The user of the session, a token for their scans, and the time of the server in ms."""
    now = int(timezone.now().timestamp() * 1000)
    return JsonResponse({"user": request.user.pk, "token": get_token(request), "now": now})


@may_take.by_post
def offline_take(request):
    """Take work along: the snapshot that the phone stores."""
    task, row_id = line_of(request.POST.get("task")), number_of(request.POST.get("row")) or 0
    try:
        snapshot, facts = operations.take_along(task, row_id, by=request.user)
    except ValidationError as refusal:
        return _refusal(refusal)
    at = int(snapshot.at.timestamp() * 1000)
    return JsonResponse({"id": snapshot.pk, "at": at, **facts})


def _refusal(refusal):
    return JsonResponse({"words": " ".join(refusal.messages)}, status=400)


@may_take.by_post
def offline_send(request):
    """Receive scans in order; the answer of each is in the same order.

    A scan that cannot be stored is refused alone: the phone keeps it, to be corrected or discarded.
    """
    try:
        sent = json.loads(request.body)
        scans = list(sent["scans"][:MAX_BATCH])
        snapshot_id, made = int(sent["snapshot"]), max(0, int(sent["made"]))
    except UNREADABLE:
        return JsonResponse({"words": _("These scans cannot be read.")}, status=400)
    snapshot = get_object_or_404(Snapshot, by=request.user, pk=snapshot_id)
    try:
        operations.hear_from(snapshot, by=request.user, announced=made)
    except ValidationError as refusal:
        return _refusal(refusal)
    return JsonResponse({"answers": [_answer_to(scan, snapshot, request.user) for scan in scans]})


def _answer_to(scan, snapshot, user):
    """Receive a scan; return its answer, with the status “refused” if it is not stored."""
    try:
        done = operations.receive_scan(snapshot, by=user, sent=_scan_in(scan))
    except ValidationError as refusal:
        return {"status": "refused", "tone": "danger", "words": " ".join(refusal.messages)}
    except UNREADABLE:
        return {"status": "refused", "tone": "danger", "words": _("This scan cannot be read.")}
    return {"status": done.outcome, "tone": done.tone, "words": done.answer}


def _scan_in(scan):
    """A scan of the JSON of a phone. Raises one of `UNREADABLE`."""
    return operations.SentScan(
        id=UUID(scan["id"]),
        number=max(1, int(scan["number"])),
        code=line_of(str(scan["code"])),
        scanned_at=datetime.fromtimestamp(int(scan["at"]) / 1000, UTC),
        clock_offset=int(scan["offset"]),
        reason=line_of(str(scan.get("reason") or ""))[:200],
    )


@may_take.by_post
def offline_give_back(request):
    """End the snapshot of a phone that has sent all its scans."""
    pk = number_of(request.POST.get("snapshot")) or 0
    snapshot = Snapshot.objects.filter(by=request.user, pk=pk).first()
    try:
        if snapshot:
            operations.give_back(snapshot, by=request.user)
    except ValidationError as refusal:
        return _refusal(refusal)
    return JsonResponse({"words": ""})


@may_take.by_post
def offline_drop(request):
    """Record that the user discarded work of which the server knows nothing, and why."""
    form, count = ReasonForm(request.POST), number_of(request.POST.get("count")) or 1
    if not form.is_valid():
        return JsonResponse({"words": _("Give the reason for discarding a scan.")}, status=400)
    operations.note_dropped(by=request.user, count=count, reason=form.cleaned_data["reason"])
    return JsonResponse({"words": ""})


# --- The desk -------------------------------------------------------------------------------------
@may_take
@require_GET
def offline_list(request):
    """Work that is out on phones, scans to resolve, and work that ended lately with a reason."""
    rows = Snapshot.objects.visible_to(request.user).for_list()
    ended = rows.filter(ended_at__gt=timezone.now() - LATELY).exclude(reason="")
    context = {"snapshots": rows.to_follow()[:MAX_LISTED], "ended": ended[:MAX_LISTED]}
    return render(request, "offline/offline_list.html", context)


@may_take
@require_GET
def offline_work(request, pk):
    """The scans of a snapshot: those to resolve first."""
    return _render_work(request, _snapshot(request, pk))


def _render_work(request, snapshot, **sent):
    scans = list(snapshot.scans.select_related("resolved_by"))
    for scan in scans:
        scan.form = CodeForm(initial={"code": scan.code}, auto_id=f"{scan.pk}_%s")
        scan.reason_form = ReasonForm(auto_id=f"{scan.pk}_%s")
    context = {
        "snapshot": snapshot,
        "open_scans": [scan for scan in scans if scan.outcome == Outcome.OPEN],
        "other_scans": [scan for scan in scans if scan.outcome != Outcome.OPEN],
        "form": ReasonForm(auto_id="end_%s"),
    }
    return render(request, "offline/offline_work.html", context | sent)


def _scan(request, pk):
    scans = OfflineScan.objects.select_related("snapshot")
    return get_object_or_404(scans, snapshot__in=Snapshot.objects.visible_to(request.user), pk=pk)


@may_take.by_post
def offline_resolve(request, pk):
    """Apply a refused scan again, with its code or a corrected one."""
    return _act(request, _scan(request, pk), CodeForm(request.POST), operations.resolve_scan)


@may_take.by_post
def offline_discard(request, pk):
    return _act(request, _scan(request, pk), ReasonForm(request.POST), operations.discard_scan)


def _act(request, scan, form, operation):
    if attempt(form, operation, scan, by=request.user):
        return redirect_saying(
            request,
            _("Scan %(number)s has been resolved.") % {"number": scan.number},
            scan.snapshot,
        )
    flash_errors(request, form)
    return redirect(scan.snapshot)


@may_take.by_post
def offline_give_up(request, pk):
    """Declare that the scans of a lost phone never arrive."""
    snapshot, form = _snapshot(request, pk), ReasonForm(request.POST)
    if attempt(form, operations.give_up, snapshot, by=request.user):
        return redirect_saying(
            request, _("Abandoned. Scans that arrive later will still be received."), snapshot
        )
    flash_errors(request, form)
    return redirect(snapshot)
