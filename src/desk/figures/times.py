"""Figures of durations of each step from check-in to hand-over."""

from collections import Counter

from django.db.models import Case, Exists, IntegerField, Min, OuterRef, Subquery, When
from django.db.models.functions import Cast, Floor
from django.utils.translation import gettext_lazy as _

from core.models import Event
from desk.figures.devices import OF_DEVICES, events_of
from desk.figures.durations import Days, WholeDays
from desk.figures.figure import MEDIAN, Figure, days, middle_of
from desk.figures.handover_metrics import hand_overs
from desk.figures.report_context import counted
from inventory.models import Device
from loans.models import LoanItem

ARRIVED = ["device.received", "device.returned"]
ON_BENCH = ["device.refurbishing"]
FINISHED = ["device.finished"]
LEFT = ["device.lent", "device.given"]
WHOLE = Cast(Floor("waited"), IntegerField())


def days_of(ended, before, after):
    """Counter of the days between an event of `before` and the next of `after`, from `ended`.

    Each event is looked up once: filtering by the preceding event would look it up twice.
    """
    day = Case(When(kind__in=before, then="on"))
    begun = Subquery(earlier([*before, *after]).annotate(day=day).values("day")[:1])
    groups = counted(ended.annotate(since=begun, amount=WholeDays("on", "since")), "amount")
    return Counter({days: number for (days,), number in groups.items() if days is not None})


def earlier(kinds):
    """Earlier events of these kinds about the subject of the outer event, latest first."""
    return Event.objects.filter(
        subject_type=OuterRef("subject_type"),
        subject_id=OuterRef("subject_id"),
        kind__in=kinds,
        pk__lt=OuterRef("pk"),
    ).order_by("-pk")


def step(before, after):
    """Events of `after` that end a step begun by `before`; `amount` is its duration in days."""

    def rows(scope):
        last = earlier([*before, *after])
        tag = Device.objects.filter(pk=OuterRef("subject_id")).values("asset_tag")
        ended = events_of(scope, after).annotate(
            last=Subquery(last.values("kind")[:1]), asset_tag=Subquery(tag)
        )
        ended = ended.annotate(since=Subquery(last.values("on")[:1]))
        return ended.filter(last__in=before).annotate(amount=WholeDays("on", "since"))

    return rows


def requested(scope):
    """Hand-overs of the scope that answer a request; `waited` is the days since it was sent.

    Requests sent after the hand-over are excluded.
    """
    before = _items().filter(opened_at__lt=OuterRef("request__waiting_since"))
    return _answers(scope).filter(~Exists(before))


def _items():
    return LoanItem.objects.filter(loan=OuterRef("pk"), device__isnull=False).order_by()


def _answers(scope):
    """Like `requested`, but with answers before the request, which have negative days."""
    opened = _items().values("loan").annotate(at=Min("opened_at")).values("at")
    requested_ones = hand_overs(scope).filter(request__waiting_since__isnull=False)
    requested_ones = requested_ones.annotate(opened_at=Subquery(opened))
    return requested_ones.annotate(waited=Days("opened_at", "request__waiting_since"))


def waited(scope):
    return requested(scope).annotate(amount=WHOLE)


def waited_by(scope):
    """Counter of the whole days between a request and its hand-over."""
    groups = counted(_answers(scope).annotate(amount=WHOLE), "amount")
    return Counter({days: number for (days,), number in groups.items() if days >= 0})


def _step(key, label, definition, before, after):
    return Figure(
        key=key,
        noun=label,
        definition=definition,
        rows=step(before, after),
        together=lambda read: middle_of(days_of(events_of(read.scope, after), before, after)),
        aggregation=MEDIAN,
        words=days,
        permission="inventory.view_device",
        dimensions=OF_DEVICES,
    )


MIDDLE = _(
    "Median duration of the steps that ended in this period: half took less time, half took more."
)

FIGURES = [
    _step(
        "days_to_bench",
        _("from arrival to the bench"),
        MIDDLE,
        ARRIVED,
        ON_BENCH,
    ),
    _step("days_on_bench", _("on the bench, until ready"), MIDDLE, ON_BENCH, FINISHED),
    _step("days_to_leave", _("on the shelf, until handed over"), MIDDLE, FINISHED, LEFT),
    Figure(
        key="days_to_hand_over",
        noun=_("from request to hand-over"),
        definition=_(
            "Days between a request and its hand-over: half of the hand-overs in this "
            "period took less, half took more."
        ),
        rows=waited,
        together=lambda read: middle_of(waited_by(read.scope)),
        aggregation=MEDIAN,
        words=days,
        permission="loans.view_loan",
    ),
]
