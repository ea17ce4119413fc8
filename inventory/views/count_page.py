"""The page of a stock count, as several views answer with it."""

import time

from django.contrib.auth.decorators import permission_required

from core.models import Event
from core.tables import render_table
from inventory.counts import latest_scans, listed, tally_of
from inventory.forms.counts import DecideForm
from inventory.lifecycle.counts import DIFFERENCES, LIST_SAYS, LISTS, CountStatus, Finding
from inventory.operations.decisions import has_counted
from inventory.operations.scans import shelf_of
from inventory.tables.counts import CountLineTable

may_count = permission_required("inventory.count_stock", raise_exception=True)


def show_count(request, count, **forms):
    context = counting_progress(request, count)
    finding = context["finding"]
    decides = may_decide(request.user, count)
    table = CountLineTable(
        listed(count, finding),
        count=count,
        finding=finding,
        ticks=_ticks(request.user, count, finding, decides),
    )
    context |= {
        "list_name": LISTS[finding],
        "list_says": LIST_SAYS[finding],
        "decides": decides,
        "decide_form": DecideForm(count=count, finding=finding)
        if decides and finding in DIFFERENCES
        else None,
        "undecided": count.lines.undecided().count() if decides else 0,
        "events": Event.objects.about(count)[:50],
    }
    return render_table(request, "inventory/count_detail.html", table, **context | forms)


def _asked(request, count):
    """The list asked for; else the first with something to decide, or what is missing."""
    said = request.GET.get("list")
    if said in LISTS:
        return Finding(said)
    waiting = ()
    if count.status == CountStatus.COUNTED:
        waiting = set(count.lines.undecided().order_by().values_list("finding", flat=True))
    return next((finding for finding in DIFFERENCES if finding in waiting), Finding.MISSING)


def may_decide(user, count):
    """Whether this person decides now about the differences of the count."""
    is_time = count.status == CountStatus.COUNTED and user.has_perm("inventory.finalise_count")
    return is_time and not has_counted(count, user)


def _ticks(user, count, finding, decides):
    """The form that ticks of this list are sent with, if any."""
    if count.is_open and finding == Finding.MISSING:
        return "ticked"
    return "decide" if decides and finding in DIFFERENCES else None


def counting_progress(request, count):
    """What changes with each scan: where one stands, how many of each, the last scans."""
    return {
        "read_at": time.time_ns(),  # before all that is read
        "count": count,
        "finding": _asked(request, count),
        "tally": tally_of(count),
        "here": shelf_of(count, request.user) if count.is_open else None,
        "scans": latest_scans(count) if count.is_open else [],
        "counts_too": request.user.has_perm("inventory.finalise_count")
        and has_counted(count, request.user),
    }
