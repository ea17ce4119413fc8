"""A few of the things that wait, those to see to first coming first."""

from datetime import timedelta
from typing import NamedTuple

from django.db.models import Count, Q, Sum
from django.utils.translation import gettext as _

from desk.home.links import listed
from donations.lifecycle import DonationStatus
from donations.models import Donation
from inventory.lifecycle import DeviceStatus, VoucherStatus
from inventory.models import Device, VoucherBatch
from loans.lifecycle import LoanStatus, RequestStatus
from loans.models import Loan, Request

FEW = 6
LATELY = timedelta(days=14)
WEEK = timedelta(days=7)
EXPIRES_SOON = timedelta(days=30)


class Panel(NamedTuple):
    """A few things, the fragment that shows them, what to say of none, and the whole list."""

    heading: str
    template: str
    rows: list
    empty: str
    more: str


# --- Lots ----------------------------------------------------------------------------------------


def lots_expected(user, today):
    lots = Donation.objects.visible_to(user).filter(status=DonationStatus.SCHEDULED)
    lots = lots.select_related("site", "donor").annotate(announced=Sum("lines__announced"))
    return Panel(
        _("Lots expected"),
        "desk/_lots_expected.html",
        _with_days(lots.order_by("collect_on", "pk")[:FEW], "collect_on", today),
        _("No collection is planned."),
        listed("donation_list", status="scheduled"),
    )


def lots_to_label(user, today):
    """The lots that came of late and still have devices to check: those carry no label yet."""
    lots = Donation.objects.visible_to(user).filter(
        status=DonationStatus.RECEIVED,
        received_on__gte=today - LATELY,
        devices__status=DeviceStatus.RECEIVED,
    )
    lots = lots.select_related("site").annotate(to_check=Count("devices"))
    return Panel(
        _("Labels to print"),
        "desk/_lots_to_label.html",
        lots.order_by("-received_on", "-pk")[:FEW],
        _("No lot came in these last days."),
        listed("donation_list", status="received"),
    )


# --- Devices -------------------------------------------------------------------------------------


def to_put_away(user, today):
    """What came back and lies on no shelf."""
    return Panel(
        _("Returned, to put on a shelf"),
        "desk/_devices.html",
        _devices(user, DeviceStatus.RECEIVED).filter(place=None)[:FEW],
        _("Everything is on its shelf."),
        listed("device_list", status="received"),
    )


def to_check(user, today):
    return Panel(
        _("To check next"),
        "desk/_devices.html",
        _devices(user, DeviceStatus.RECEIVED)[:FEW],
        _("Nothing waits to be checked."),
        listed("device_list", status="received"),
    )


def on_the_bench(user, today):
    return Panel(
        _("On the bench, data to erase"),
        "desk/_bench.html",
        _devices(user, DeviceStatus.REFURBISHING).filter(needs_erasure=True)[:FEW],
        _("Nothing on the bench has data to erase."),
        listed("bench"),
    )


def to_finish(user, today):
    return Panel(
        _("Erased, to finish"),
        "desk/_bench.html",
        _devices(user, DeviceStatus.REFURBISHING).filter(needs_erasure=False)[:FEW],
        _("Nothing on the bench is waiting to be finished."),
        listed("bench"),
    )


def _devices(user, status):
    return Device.objects.visible_to(user).filter(status=status).for_list().order_by("pk")


# --- Requests ------------------------------------------------------------------------------------


def waiting(user, today):
    return Panel(
        _("Requests to answer"),
        "desk/_requests.html",
        _requests(user, RequestStatus.SENT).order_by("pk")[:FEW],
        _("Every request has its answer."),
        listed("request_list", status="sent"),
    )


def to_serve(user, today):
    return Panel(
        _("Requests to serve"),
        "desk/_requests.html",
        _requests(user, RequestStatus.ACCEPTED).order_by("pk")[:FEW],
        _("Every accepted request is served."),
        listed("request_list", status="accepted"),
    )


def our_requests(user, today):
    open_ones = [RequestStatus.DRAFT, RequestStatus.SENT, RequestStatus.ACCEPTED]
    return Panel(
        _("Your requests"),
        "desk/_requests.html",
        _requests(user, *open_ones).order_by("-pk")[:FEW],
        _("No request is under way."),
        listed("request_list"),
    )


def _requests(user, *statuses):
    return Request.objects.visible_to(user).filter(status__in=statuses).for_list()


# --- Loans ---------------------------------------------------------------------------------------


def prepared(user, today):
    return Panel(
        _("Hand-overs being prepared"),
        "desk/_loans.html",
        _loans(user, today, status=LoanStatus.PREPARED, order="-pk"),
        _("No hand-over is being prepared."),
        listed("loan_list", status="prepared"),
    )


def due_soon(user, today):
    soon = {"due_on__gte": today, "due_on__lte": today + WEEK}
    return Panel(
        _("Due back this week"),
        "desk/_loans.html",
        _loans(user, today, status=LoanStatus.ACTIVE, order="due_on", **soon),
        _("Nothing is due back this week."),
        listed("loan_list", status="active"),
    )


def overdue(user, today):
    return Panel(
        _("Overdue"),
        "desk/_loans.html",
        _loans(user, today, status=LoanStatus.ACTIVE, order="due_on", due_on__lt=today),
        _("Nothing is overdue."),
        listed("loan_list", overdue="true"),
    )


def our_loans(user, today):
    return Panel(
        _("What you have on loan"),
        "desk/_loans.html",
        _loans(user, today, status=LoanStatus.ACTIVE, order="due_on", due_on__isnull=False),
        _("You have nothing on loan."),
        listed("loan_list", status="active"),
    )


def _loans(user, today, *, order, **which):
    loans = Loan.objects.visible_to(user).filter(**which).for_list().order_by(order)[:FEW]
    return _with_days(loans, "due_on", today)


def _with_days(rows, name, today):
    """These rows, each with the `days` left until the day of that name, below zero once past."""
    rows = list(rows)
    for row in rows:
        day = getattr(row, name)
        row.days = (day - today).days if day else None
    return rows


# --- Vouchers ------------------------------------------------------------------------------------


def vouchers_expiring(user, today):
    in_stock = Count("vouchers", filter=Q(vouchers__status=VoucherStatus.IN_STOCK))
    batches = VoucherBatch.objects.visible_to(user).filter(valid_until__lte=today + EXPIRES_SOON)
    batches = batches.annotate(left=in_stock).filter(left__gt=0).select_related("product", "site")
    return Panel(
        _("Vouchers to use within a month"),
        "desk/_vouchers.html",
        batches.order_by("valid_until")[:FEW],
        _("No voucher in stock ends within a month."),
        listed("voucherbatch_list"),
    )
