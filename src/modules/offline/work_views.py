"""Work taken along: what a phone takes and sends as JSON, and the pages of the desk."""

import json
from datetime import UTC, datetime
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
    """Receive scans in order; the answer of each is in the same order."""
    try:
        sent = json.loads(request.body)
        scans = [_scan_in(scan) for scan in sent["scans"][:MAX_BATCH]]
        snapshot_id, made = int(sent["snapshot"]), max(0, int(sent["made"]))
    except (ValueError, KeyError, TypeError, AttributeError, OverflowError):
        return JsonResponse({"words": _("These scans cannot be read.")}, status=400)
    snapshot = get_object_or_404(Snapshot, by=request.user, pk=snapshot_id)
    try:
        operations.hear_from(snapshot, by=request.user, announced=made)
        done = [operations.receive_scan(snapshot, by=request.user, sent=scan) for scan in scans]
    except ValidationError as refusal:
        return _refusal(refusal)
    answers = [{"status": scan.outcome, "tone": scan.tone, "words": scan.answer} for scan in done]
    return JsonResponse({"answers": answers})


def _scan_in(scan):
    """A scan of the JSON of a phone. Raises ValueError, KeyError or TypeError."""
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


# --- The desk -------------------------------------------------------------------------------------
@may_take
@require_GET
def offline_list(request):
    """Work that is out on phones, and scans to resolve."""
    snapshots = Snapshot.objects.visible_to(request.user).for_list().to_follow()
    return render(request, "offline/offline_list.html", {"snapshots": snapshots[:200]})


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
            request, _("Scan %(number)s is resolved.") % {"number": scan.number}, scan.snapshot
        )
    flash_errors(request, form)
    return redirect(scan.snapshot)


@may_take.by_post
def offline_give_up(request, pk):
    """Declare that the scans of a lost phone never arrive."""
    snapshot, form = _snapshot(request, pk), ReasonForm(request.POST)
    if attempt(form, operations.give_up, snapshot, by=request.user):
        return redirect_saying(
            request, _("Given up. Scans that still arrive are received."), snapshot
        )
    flash_errors(request, form)
    return redirect(snapshot)
