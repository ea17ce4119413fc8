"""Hand-over metrics: the items and loans of a scope."""

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import (
    Case,
    Count,
    DateField,
    DateTimeField,
    F,
    FilteredRelation,
    Q,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Coalesce, Greatest, Least
from django.utils import timezone

from core.dates import midnight
from desk.figures.durations import Days
from desk.figures.figure import USUAL, percentage
from desk.figures.report_context import counted
from desk.models import FigureRules
from inventory.devices.lifecycle.devices import DeviceStatus
from inventory.models import Device
from loans.base.lifecycle.aftercare import AmendmentKind
from loans.base.lifecycle.loans import ItemStatus, LoanKind
from loans.models import Loan, LoanItem

GONE = [ItemStatus.LOST, ItemStatus.STOLEN]
# Supported filters of a figure of devices handed over.
OF_ITEMS = USUAL | {"category"}


def devices_out(scope):
    """Loan items of the scope that are devices, on any day; excludes undone items."""
    items = LoanItem.objects.filter(device__isnull=False, opened_at__isnull=False)
    items = items.exclude(status=ItemStatus.CANCELLED).exclude(device__in=left_out())
    return within(items, scope)


def left_out():
    """Devices entered in error; they are few, so excluding them avoids a join of all others."""
    return Device.objects.filter(status=DeviceStatus.WITHDRAWN).order_by().values("pk")


def _stayed():
    """Items whose device stayed out: passed on from another loan, or found again."""
    stayed = LoanItem.objects.filter(follows__isnull=False, follows__device=F("device"))
    return stayed.order_by().values("pk")


def within(items, scope):
    """Items that the user of the scope may see, narrowed to the scope."""
    if not scope.user.has_perm("inventory.view_every_site"):
        items = items.filter(loan__in=Loan.objects.visible_to(scope.user))
    if scope.site:
        items = items.filter(loan__site=scope.site)
    if scope.organisation:
        items = items.filter(loan__organisation=scope.organisation)
    if scope.donor:
        items = items.filter(device__donation__donor=scope.donor)
    if scope.category:
        items = items.filter(device__category=scope.category)
    if scope.territory:
        items = items.filter(scope.territory.holds("loan__recipient"))
    return items


def handed_over(scope):
    """Items handed over in the scope.

    A device passed on or found again does not count as a new hand-over.
    """
    opened = {"opened_at__gte": scope.begins, "opened_at__lt": scope.ends}
    return devices_out(scope).filter(**opened).exclude(pk__in=_stayed())


def in_use(scope):
    """Items in use at the end of the last day."""
    return devices_out(scope).filter(_still_out(scope), opened_at__lt=scope.ends)


def _still_out(scope):
    return Q(ended_at=None) | Q(ended_at__gte=scope.ends)


def with_conversion(items):
    """Annotate `converted_at`, the time its loan became a gift, or NULL."""
    conversion = Q(loan__amendments__kind=AmendmentKind.KEEP)  # at most one for a loan
    items = items.annotate(conversion=FilteredRelation("loan__amendments", condition=conversion))
    return items.annotate(converted_at=F("conversion__at"))


def lent(scope):
    """Items handed over as a loan in the scope, even if converted since."""
    items = with_conversion(handed_over(scope))
    return items.filter(Q(loan__kind=LoanKind.LOAN) | Q(converted_at__isnull=False))


def given(scope):
    """Items given in the scope, at the hand-over or by conversion."""
    opened = Q(opened_at__gte=scope.begins, opened_at__lt=scope.ends) & ~Q(pk__in=_stayed())
    conversion = Q(converted_at__gte=scope.begins, converted_at__lt=scope.ends)
    were_out = Q(opened_at__lte=F("converted_at")) & (
        Q(ended_at=None) | Q(ended_at__gt=F("converted_at"))
    )
    items = with_conversion(devices_out(scope)).filter(loan__kind=LoanKind.GIFT)
    return items.filter((opened & Q(converted_at=None)) | (conversion & were_out))


def returned(scope):
    ended = {"ended_at__gte": scope.begins, "ended_at__lt": scope.ends}
    return devices_out(scope).filter(status=ItemStatus.RETURNED, **ended)


def out_at_some_time(scope):
    """Items out on a day of the scope; `amount` is 1 if lost or stolen in it."""
    had = Q(ended_at=None) | Q(ended_at__gte=scope.begins)
    is_gone = Q(status__in=GONE, ended_at__gte=scope.begins, ended_at__lt=scope.ends)
    return (
        devices_out(scope)
        .filter(had, opened_at__lt=scope.ends)
        .annotate(amount=Case(When(is_gone, then=1), default=0))
    )


def with_days(items, scope):
    """Annotate `starts`, `stops` and `days`: the use within the scope.

    The use lasts from the hand-over to the end; after a gift, up to the maximum of the rules. So no
    day is counted twice, neither within one report nor in consecutive reports.
    """
    last, life = min(scope.ends, timezone.now()), FigureRules.cached().gift_life
    ends = Value(last, DateTimeField())
    is_gift = When(loan__kind=LoanKind.GIFT, then=Coalesce("converted_at", "opened_at"))
    given_at = Case(is_gift, output_field=DateTimeField())
    items = with_conversion(items).annotate(given_at=given_at)
    # Added only for items that wear out by then: SQLite calls Python for each sum.
    worn_out = Case(
        When(given_at__lt=last - life, then=F("given_at") + Value(life)),
        default=ends,
        output_field=DateTimeField(),
    )
    items = items.annotate(
        starts=Greatest("opened_at", Value(scope.begins, DateTimeField())),
        stops=Least(Coalesce("ended_at", ends), worn_out, ends, output_field=DateTimeField()),
    )
    return items.annotate(days=Days("stops", "starts"))


IS_USED = Q(stops__gt=F("starts"))


def used(scope):
    """Items in use in the scope, each with its `days`."""
    return with_days(devices_out(scope), scope).filter(IS_USED)


def hand_overs(scope):
    """Loans and gifts with a device handed over on a day of the scope."""
    return Loan.objects.filter(pk__in=handed_over(scope).order_by().values("loan"))


# --- Counts of groups -----------------------------------------------------------------------------
def handed_over_by(scope):
    """Map (month, category, whether it was given at once) to the number handed over."""
    given = When(loan__kind=LoanKind.GIFT, converted_at=None, then=True)
    rows = with_conversion(handed_over(scope)).annotate(
        month=_month(scope), is_given=Case(given, default=False)
    )
    return counted(rows, "month", "device__category", "is_given")


def _month(scope):
    """SQL expression: the first day of the month of `opened_at`, on a day of the scope.

    Compares with the starts of months: for `TruncMonth`, SQLite calls Python for the time zone of
    each row, 130 ms of 220 for a year of 30,000.
    """
    months = [scope.first.replace(day=1)]
    while (following := (months[-1] + timedelta(days=31)).replace(day=1)) <= scope.last:
        months.append(following)
    begun = (
        When(opened_at__gte=midnight(month), then=Value(month)) for month in reversed(months[1:])
    )
    return Case(*begun, default=Value(months[0]), output_field=DateField())


def converted_in(scope):
    """Number of `given` items that were lent first."""
    return given(scope).filter(converted_at__isnull=False).count()


@dataclass(frozen=True)
class Out:
    """Totals of items on loan: number, ended, out at the end; devices and days of use."""

    items: int
    gone: int
    in_use: int
    devices: int
    days: float


def out_by(scope, which=Q()):  # noqa: B008 (an empty Q never changes)
    """Map categories to the `Out` of `out_at_some_time`, in one query.

    `which` narrows the items further.
    """
    rows = with_days(out_at_some_time(scope).filter(which), scope).order_by()
    rows = rows.values_list("device__category").annotate(
        Count("pk"),
        Sum("amount"),
        in_use=Count("pk", filter=_still_out(scope)),
        devices=Count("device", distinct=True, filter=IS_USED),
        total=Sum("days", filter=IS_USED, default=0.0),
    )
    return {category: Out(*numbers) for category, *numbers in rows}


def in_use_by(read):
    """Map categories to the number on loan or given at the end of the last day."""
    return {category: out.in_use for category, out in read(out_by).items()}


def loss_rate(read):
    """Percentage of `out_at_some_time` that was lost; None without items."""
    out = read(out_by).values()
    return percentage(sum(of.gone for of in out), sum(of.items for of in out))


def hand_overs_by(scope):
    """Map (purpose or None, audience, training or None) to the number of hand-overs."""
    return counted(hand_overs(scope), "request__purpose", "audience", "briefing__training")
