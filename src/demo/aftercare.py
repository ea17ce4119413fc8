"""Returns, a theft, a swap, an extended and a passed-on loan; calls and letters of a morning."""

from datetime import timedelta

from django.db.models import Count, Exists, OuterRef, Q
from django.utils import timezone

from catalogue.models import FaultType
from demo.words import words
from desk.daily import remind
from inventory.models import Device
from loans.aftercare.lifecycle import CallResult
from loans.aftercare.operations import incidents, loan_changes
from loans.aftercare.operations.followups import plan_follow_ups, record_calls
from loans.agreements.operations.amendments import draw_amendment
from loans.base.lifecycle.aftercare import Declarer, IncidentKind
from loans.base.lifecycle.loans import Condition, LoanKind
from loans.base.operations import open_items
from loans.models import FollowUp, Incident, Loan, LoanItem
from loans.returns.operations import take_back
from loans.returns.papers import render_receipt
from loans.returns.receipts import Return
from people.base.roles import Role
from people.models import Message
from people.outbox.lifecycle import Trouble

PLANNED, CALLS, LEFT_WAITING = 10, 6, 4


def happen(world):
    """Create incidents for past loans that are due later, except loans to be extended soon."""
    counter, coordinator = world.counter, world.coordinator
    past = Loan.objects.filter(
        status=Loan.Status.ACTIVE, kind=LoanKind.LOAN, agreements__document=world.paper
    ).filter(due_on__gt=world.today)
    past = past.exclude(items__status__in=[LoanItem.Status.RETURNED, LoanItem.Status.SWAPPED])
    _bring_back(_loan(past, devices=2), counter, is_all=False)
    _bring_back(_loan(past, devices=1), counter, is_all=True)
    incidents.declare_item_lost(_item(past, "phone"), by=counter, is_stolen=True)
    ready = Device.objects.filter(
        status=Device.Status.READY, category__code__in=["laptop", "phone"]
    )
    spare = ready.select_related("category").order_by("category__code", "pk")[0]
    failing = _item(past, spare.category.code)
    facts = {
        "fault": FaultType.objects.get(code="battery"),
        "note": words.failing,
        "override": True,
    }
    loan_changes.swap(failing, by=counter, device=spare, **facts)
    draw_amendment(failing.loan.amendments.get(), by=counter)
    loan_changes.keep(_loan(past, devices=1), by=coordinator)
    onward = world.organisations[1]
    loan_changes.transfer(_loan(past, devices=1), by=coordinator, organisation=onward)
    _ask_and_report(past, world)


def _loan(past, *, devices):
    """The first of these loans with this number of devices out."""
    out = Count("items", filter=Q(items__device__isnull=False, items__status=LoanItem.Status.OPEN))
    return past.annotate(out=out).filter(out=devices).order_by("pk")[0]


def _item(past, code):
    """The first item of these loans with a device of this category that is out."""
    is_past = Exists(past.filter(pk=OuterRef("loan")))
    items = LoanItem.objects.filter(is_past, status=LoanItem.Status.OPEN)
    items = items.filter(device__category__code=code).select_related("loan", "device")
    return items.order_by("pk")[0]


def _ask_and_report(past, world):
    """Create an association's request for an extension, and its report of a fault."""
    logins = world.staff[Role.ASSOCIATION]
    item = _item(past.filter(organisation__users__in=logins), "laptop")
    loan, user = item.loan, next(u for u in logins if u.organisation == item.loan.organisation)
    loan_changes.ask_renewal(loan, by=user, wished_on=loan.due_on + timedelta(days=180))
    incident = Incident(
        item=item,
        kind=IncidentKind.BREAKAGE,
        happened_on=max(timezone.localdate(item.opened_at), world.yesterday),
        declared_by=Declarer.PERSON,
        note=words.broken,
    )
    incidents.report_incident(incident, by=user)


def _bring_back(loan, counter, *, is_all):
    """Create a return of all items, or of the first device only, with its receipt."""
    items = list(open_items(loan))
    devices = [item for item in items if item.device]
    chargers = {item: item.quantity for item in items if item.accessory}
    back = Return(
        devices=dict.fromkeys(devices if is_all else devices[:1], Condition.WORN),
        accessories=chargers if is_all else {},
        is_all=is_all,
    )
    take_back(loan, by=counter, back=back, receipt=render_receipt(loan, back, by=counter))


# --- Calls and letters ----------------------------------------------------------------------------
def call_and_write(world):
    """Create follow-up calls, some already made, and messages that were sent, wait or failed."""
    plan_follow_ups(today=world.ago(PLANNED))
    due = FollowUp.objects.due(world.today).order_by("pk")
    record_calls(list(due[:CALLS]), by=world.coordinator, result=CallResult.WORKS)
    remind(now=timezone.now())
    waiting = Message.objects.filter(status=Message.Status.WAITING)
    left = list(waiting.order_by("pk").values_list("pk", flat=True))[:-LEFT_WAITING]
    sending = Message.objects.filter(pk__in=left)
    sending.transition_to(Message.Status.SENDING, attempts=1)
    Message.objects.filter(pk=left[0]).transition_to(
        Message.Status.FAILED, trouble=Trouble.BAD_ADDRESS
    )
    Message.objects.filter(pk=left[1]).transition_to(Message.Status.UNSURE)
    sending.filter(status=Message.Status.SENDING).transition_to(Message.Status.SENT)
