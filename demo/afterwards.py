"""Today after the hand-over: returns, a theft, a swap, a loan kept, one passed on."""

from datetime import timedelta

from django.db.models import Count, Q
from django.utils import timezone

from catalogue.models import FaultType
from inventory.lifecycle import DeviceStatus
from inventory.models import Device
from loans import operations
from loans.lifecycle import Condition, ItemStatus, LoanKind, LoanStatus
from loans.lifecycle.afterwards import Declarer, IncidentKind
from loans.models import Incident, Loan, LoanItem
from loans.operations import Return, open_items
from loans.papers import render_receipt
from people.roles import Role


def happen(world):
    counter, coordinator = world.staff[Role.COUNTER][0], world.staff[Role.COORDINATOR][0]
    past = _active(world)
    _bring_back(_loan(past, devices=2), counter, is_all=False)
    _bring_back(_loan(past, devices=1), counter, is_all=True)
    phone = _items(past, "phone")[0]
    operations.declare_item_lost(phone, by=counter, is_stolen=True)
    failing = _items(past, "laptop")[0]
    spare = Device.objects.filter(status=DeviceStatus.READY, category=failing.device.category_id)
    fault = FaultType.objects.order_by("position", "code")[0]
    said = {"fault": fault, "note": "S’éteint au bout de dix minutes"}
    operations.swap(failing, by=counter, device=spare.order_by("pk")[0], **said)
    operations.draw_amendment(failing.loan.amendments.get(), by=counter)
    _ask_and_report(past, world)
    operations.keep(_loan(past, devices=1), by=coordinator)
    onward = world.organisations[1]
    operations.transfer(_loan(past, devices=1), by=coordinator, organisation=onward)


def _ask_and_report(past, world):
    """An association asks to keep one loan for longer, and reports a problem with another."""
    for user in world.staff[Role.ASSOCIATION]:
        theirs = past.filter(organisation=user.organisation, due_on__gt=world.today)
        loans = list(theirs.filter(items__device__isnull=False).distinct().order_by("pk")[:2])
        if len(loans) == 2:
            break
    else:
        return
    later = loans[0].due_on + timedelta(days=180)
    operations.ask_renewal(loans[0], by=user, wished_on=later)
    item = open_items(loans[1]).exclude(device=None).order_by("pk")[0]
    incident = Incident(
        item=item,
        kind=IncidentKind.BREAKAGE,
        happened_on=max(timezone.localdate(item.opened_at), world.yesterday),
        declared_by=Declarer.PERSON,
        note="L’écran est fendu dans un coin",
    )
    operations.report_incident(incident, by=user)


def _active(world):
    """The loans of past days that nothing has happened to since, but those due today."""
    loans = Loan.objects.filter(
        status=LoanStatus.ACTIVE, kind=LoanKind.LOAN, agreements__document=world.paper
    ).exclude(due_on=world.today)
    return loans.exclude(items__status__in=[ItemStatus.RETURNED, ItemStatus.SWAPPED])


def _loan(past, *, devices):
    """The first of these loans with so many devices out."""
    out = Count("items", filter=Q(items__device__isnull=False, items__status=ItemStatus.OPEN))
    return past.annotate(out=out).filter(out=devices).order_by("pk")[0]


def _items(past, code):
    """The devices of a category that are out under these loans."""
    return (
        LoanItem.objects.filter(loan__in=past, status=ItemStatus.OPEN, device__category__code=code)
        .select_related("loan", "device")
        .order_by("pk")
    )


def _bring_back(loan, counter, *, is_all):
    """A return with its receipt: of everything, or of the first device alone."""
    items = list(open_items(loan))
    devices = [item for item in items if item.device]
    chargers = {item: item.quantity for item in items if item.accessory}
    back = Return(
        devices=dict.fromkeys(devices if is_all else devices[:1], Condition.WORN),
        accessories=chargers if is_all else {},
        is_all=is_all,
    )
    operations.take_back(
        loan, by=counter, back=back, receipt=render_receipt(loan, back, by=counter)
    )
