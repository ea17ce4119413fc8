"""How many of what waits, each with the list behind it."""

from typing import NamedTuple

from django.db.models import Count
from django.utils.translation import gettext as _

from desk.home.links import listed
from donations.lifecycle import DonationStatus
from donations.models import Donation
from inventory.lifecycle import DeviceStatus
from inventory.models import Device
from loans.lifecycle import LoanStatus, RequestStatus
from loans.models import Loan, Request
from people.models import User


class Number(NamedTuple):
    """So many things, what they are, and the list that shows them."""

    count: int
    label: str
    href: str
    tone: str = ""


def at_the_door(user, today):
    devices = _devices(user)
    lots = Donation.objects.visible_to(user).filter(status=DonationStatus.SCHEDULED).count()
    return [
        Number(lots, _("lots expected"), listed("donation_list", status="scheduled")),
        _number(devices, DeviceStatus.RECEIVED, _("to check")),
        _number(devices, DeviceStatus.READY, _("ready to leave")),
    ]


def at_the_bench(user, today):
    devices = _devices(user)
    return [
        _number(devices, DeviceStatus.RECEIVED, _("to check")),
        _number(devices, DeviceStatus.REFURBISHING, _("on the bench")),
        _number(devices, DeviceStatus.QUARANTINED, _("in quarantine")),
        _number(devices, DeviceStatus.READY, _("ready to leave")),
    ]


def _devices(user):
    """How many devices `user` sees in each status, from one query."""
    rows = Device.objects.visible_to(user).order_by().values_list("status")
    return dict(rows.annotate(Count("pk")))


def _number(devices, status, label):
    return Number(devices.get(status, 0), label, listed("device_list", status=status.value))


def at_the_counter(user, today):
    count = Loan.objects.visible_to(user).filter(status=LoanStatus.PREPARED).count()
    return [Number(count, _("being prepared"), listed("loan_list", status="prepared"))]


def lent(user, today):
    loans = Loan.objects.visible_to(user)
    due = loans.filter(status=LoanStatus.ACTIVE, due_on=today).count()
    overdue = loans.overdue(today).count()
    return [
        Number(
            due,
            _("due back today"),
            listed("loan_list", status="active", due_on=today.isoformat()),
        ),
        Number(overdue, _("overdue"), listed("loan_list", overdue="true"), overdue and "bad"),
    ]


def asked(user, today):
    """The requests that nobody has answered."""
    count = _requests(user, RequestStatus.SENT)
    label = _("waiting for our answer") if user.is_of_the_house else _("waiting for an answer")
    return [Number(count, label, listed("request_list", status="sent"), count and "wait")]


def to_serve(user, today):
    count = _requests(user, RequestStatus.ACCEPTED)
    label = _("accepted, to serve") if user.is_of_the_house else _("accepted, soon to collect")
    return [Number(count, label, listed("request_list", status="accepted"))]


def _requests(user, status):
    return Request.objects.visible_to(user).filter(status=status).count()


def invited(user, today):
    count = User.objects.visible_to(user).filter(joined_at=None).count()
    return [Number(count, _("invited, not here yet"), listed("user_list"))]
