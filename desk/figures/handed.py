"""What left and what is out: the items of loans and their loans, as far as a scope reaches."""

from django.db.models import Case, DateTimeField, F, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce, Greatest, Least, TruncMonth
from django.utils import timezone

from desk.figures.reading import counted
from desk.figures.spans import Days
from desk.models import FigureRules
from inventory.lifecycle import DeviceStatus
from inventory.models import Device
from loans.lifecycle import ItemStatus, LoanKind
from loans.lifecycle.afterwards import AmendmentKind
from loans.models import Amendment, Loan, LoanItem

GONE = [ItemStatus.LOST, ItemStatus.STOLEN]


def devices_out(scope):
    """The items of loans that are devices, of the scope, of whatever day; none undone."""
    items = LoanItem.objects.filter(device__isnull=False, opened_at__isnull=False)
    items = items.exclude(status=ItemStatus.CANCELLED).exclude(device__in=left_out())
    return within(items, scope)


def left_out():
    """The devices entered in error. They are few: all others need not be joined to leave them."""
    return Device.objects.filter(status=DeviceStatus.WITHDRAWN).order_by().values("pk")


def _stayed():
    """The items that go on with the same device: it was passed on, or found again."""
    stayed = LoanItem.objects.filter(follows__isnull=False, follows__device=F("device"))
    return stayed.order_by().values("pk")


def within(items, scope):
    """Those of these items that the user of the scope may see and that it is narrowed to."""
    if not scope.user.has_perm("inventory.view_every_site"):
        items = items.filter(loan__in=Loan.objects.visible_to(scope.user))
    if scope.site:
        items = items.filter(loan__site=scope.site)
    if scope.organisation:
        items = items.filter(loan__organisation=scope.organisation)
    if scope.donor:
        items = items.filter(device__donation__donor=scope.donor)
    if scope.territory:
        items = items.filter(scope.territory.holds("loan__recipient"))
    return items


def handed_over(scope):
    """Those handed over on a day of the scope.

    What stayed with somebody is not handed over again: a device passed on or found again.
    """
    opened = {"opened_at__gte": scope.begins, "opened_at__lt": scope.ends}
    return devices_out(scope).filter(**opened).exclude(pk__in=_stayed())


def in_use(scope):
    """Those that somebody had at the end of the last day."""
    had = Q(ended_at=None) | Q(ended_at__gte=scope.ends)
    return devices_out(scope).filter(had, opened_at__lt=scope.ends)


def with_kept(items):
    """Each with `kept_at`, when its loan was turned into a gift; None if it was not."""
    kept = Amendment.objects.filter(kind=AmendmentKind.KEEP, loan=OuterRef("loan"))
    return items.annotate(kept_at=Subquery(kept.order_by("pk").values("at")[:1]))


def _is_kept():
    """Of a loan that was turned into a gift. They are few: only of them is it asked when."""
    kept = Amendment.objects.filter(kind=AmendmentKind.KEEP)
    return Q(loan__in=kept.order_by().values("loan"))


def lent(scope):
    """Those handed over on a day of the scope as a loan, kept since or not."""
    return handed_over(scope).filter(Q(loan__kind=LoanKind.LOAN) | _is_kept())


def given(scope):
    """Those given at their hand-over on a day of the scope, or kept for good on one."""
    opened = Q(opened_at__gte=scope.begins, opened_at__lt=scope.ends) & ~Q(pk__in=_stayed())
    kept = _is_kept() & Q(kept_at__gte=scope.begins, kept_at__lt=scope.ends)
    were_out = Q(opened_at__lte=F("kept_at")) & (Q(ended_at=None) | Q(ended_at__gt=F("kept_at")))
    items = with_kept(devices_out(scope)).filter(loan__kind=LoanKind.GIFT)
    return items.filter((opened & ~_is_kept()) | (kept & were_out))


def returned(scope):
    """Those brought back on a day of the scope."""
    ended = {"ended_at__gte": scope.begins, "ended_at__lt": scope.ends}
    return devices_out(scope).filter(status=ItemStatus.RETURNED, **ended)


def out_at_some_time(scope):
    """Those that somebody had on a day of the scope, with `amount` 1 if lost or stolen then."""
    had = Q(ended_at=None) | Q(ended_at__gte=scope.begins)
    is_gone = Q(status__in=GONE, ended_at__gte=scope.begins, ended_at__lt=scope.ends)
    return (
        devices_out(scope)
        .filter(had, opened_at__lt=scope.ends)
        .annotate(amount=Case(When(is_gone, then=1), default=0))
    )


def used(scope):
    """Those in use on days of the scope, each with `days`, how long it was in use in them.

    From its hand-over until it ended; after a gift, for as long as the rules say at most. So no
    day is counted twice, neither in one report nor in two that follow each other.
    """
    ends = Value(min(scope.ends, timezone.now()), DateTimeField())
    is_gift = Q(loan__kind=LoanKind.GIFT)
    given_at = Case(
        When(is_gift & _is_kept(), then="kept_at"),
        When(is_gift, then="opened_at"),
        output_field=DateTimeField(),
    )
    items = with_kept(devices_out(scope)).annotate(given_at=given_at)
    worn_out = Coalesce(F("given_at") + Value(FigureRules.current().gift_life), ends)
    items = items.annotate(
        starts=Greatest("opened_at", Value(scope.begins, DateTimeField())),
        stops=Least(Coalesce("ended_at", ends), worn_out, ends, output_field=DateTimeField()),
    )
    return items.filter(stops__gt=F("starts")).annotate(days=Days("stops", "starts"))


def hand_overs(scope):
    """The loans and gifts under which a device was handed over on a day of the scope."""
    return Loan.objects.filter(pk__in=handed_over(scope).order_by().values("loan"))


# --- Counted by what they have alike --------------------------------------------------------------
def handed_over_by(scope):
    """{(month, category): how many were handed over}."""
    return counted(
        handed_over(scope).annotate(month=TruncMonth("opened_at")), "month", "device__category"
    )


def in_use_by(scope):
    """{(category,): how many somebody had at the end of the last day}."""
    return counted(in_use(scope), "device__category")


def hand_overs_by(scope):
    """{(purpose or None, audience, training or None): how many hand-overs}."""
    return counted(hand_overs(scope), "request__purpose", "audience", "briefing__training")
