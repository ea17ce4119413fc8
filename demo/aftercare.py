"""Today after hand-overs: returns, a theft, a swap, a loan kept, one passed on; calls, letters."""

from datetime import timedelta

from django.db.models import Count, Q
from django.utils import timezone

from catalogue.models import FaultType
from desk.daily import remind
from inventory.models import Device
from loans.aftercare.lifecycle import CallResult
from loans.aftercare.operations import incidents as incident_operations
from loans.aftercare.operations import loan_changes as loan_change_operations
from loans.aftercare.operations.followups import plan_follow_ups, record_calls
from loans.agreements.operations import amendments as amendment_operations
from loans.base import operations as base_operations
from loans.base.lifecycle.aftercare import Declarer, IncidentKind
from loans.base.lifecycle.loans import Condition, LoanKind
from loans.models import FollowUp, Incident, Loan, LoanItem
from loans.returns import operations as return_operations
from loans.returns import receipts as receipts_operations
from loans.returns.papers import render_receipt
from people.base.roles import Role
from people.models import Message
from people.outbox.lifecycle import Trouble

PLANNED, CALLS, LEFT_WAITING = 10, 6, 4


def happen(world):
    counter, coordinator, past = world.counter, world.coordinator, _untouched(world)
    _bring_back(_loan(past, devices=2), counter, is_all=False)
    _bring_back(_loan(past, devices=1), counter, is_all=True)
    incident_operations.declare_item_lost(_item(past, "phone"), by=counter, is_stolen=True)
    ready = Device.objects.filter(
        status=Device.Status.READY, category__code__in=["laptop", "phone"]
    )
    spare = ready.select_related("category").order_by("category__code", "pk")[0]
    failing = _item(past, spare.category.code)
    fault = FaultType.objects.order_by("position", "code")[0]
    facts = {"fault": fault, "note": "S’éteint au bout de dix minutes"}
    loan_change_operations.swap(failing, by=counter, device=spare, **facts)
    amendment_operations.draw_amendment(failing.loan.amendments.get(), by=counter)
    _ask_and_report(past, world)
    loan_change_operations.keep(_loan(past, devices=1), by=coordinator)
    onward = world.organisations[1]
    loan_change_operations.transfer(_loan(past, devices=1), by=coordinator, organisation=onward)


def _untouched(world):
    """The loans of past days, due later, that nothing has happened to since."""
    loans = Loan.objects.filter(
        status=Loan.Status.ACTIVE, kind=LoanKind.LOAN, agreements__document=world.paper
    ).filter(due_on__gt=world.today)
    return loans.exclude(items__status__in=[LoanItem.Status.RETURNED, LoanItem.Status.SWAPPED])


def _loan(past, *, devices):
    """The first of these loans with so many devices out."""
    out = Count("items", filter=Q(items__device__isnull=False, items__status=LoanItem.Status.OPEN))
    return past.annotate(out=out).filter(out=devices).order_by("pk")[0]


def _item(past, code):
    """The first device of a category that is out under these loans."""
    items = LoanItem.objects.filter(loan__in=past, status=LoanItem.Status.OPEN)
    items = items.filter(device__category__code=code).select_related("loan", "device")
    return items.order_by("pk")[0]


def _ask_and_report(past, world):
    """An association requests a renewal of one loan, and reports a problem with another."""
    out = LoanItem.objects.filter(status=LoanItem.Status.OPEN, device__isnull=False)
    for user in world.staff[Role.ASSOCIATION]:
        theirs = past.filter(organisation=user.organisation, items__in=out)
        loans = list(theirs.distinct().order_by("pk")[:2])
        if len(loans) == 2:
            break
    else:
        return
    later = loans[0].due_on + timedelta(days=180)
    loan_change_operations.ask_renewal(loans[0], by=user, wished_on=later)
    item = base_operations.open_items(loans[1]).exclude(device=None).order_by("pk")[0]
    incident = Incident(
        item=item,
        kind=IncidentKind.BREAKAGE,
        happened_on=max(timezone.localdate(item.opened_at), world.yesterday),
        declared_by=Declarer.PERSON,
        note="L’écran est fendu dans un coin",
    )
    incident_operations.report_incident(incident, by=user)


def _bring_back(loan, counter, *, is_all):
    """A return with its receipt: of everything, or of the first device alone."""
    items = list(base_operations.open_items(loan))
    devices = [item for item in items if item.device]
    chargers = {item: item.quantity for item in items if item.accessory}
    back = receipts_operations.Return(
        devices=dict.fromkeys(devices if is_all else devices[:1], Condition.WORN),
        accessories=chargers if is_all else {},
        is_all=is_all,
    )
    receipt = render_receipt(loan, back, by=counter)
    return_operations.take_back(loan, by=counter, back=back, receipt=receipt)


# --- Calls and letters ----------------------------------------------------------------------------
def call_and_write(world):
    """Create follow-up calls and outbox messages of an ordinary morning."""
    _call(world)
    remind(today=world.today)
    _send()


def _call(world):
    """Calls of a week after, planned some days ago: some were made, the others are due."""
    plan_follow_ups(today=world.ago(PLANNED))
    due = FollowUp.objects.due(world.today).order_by("pk")
    record_calls(list(due[:CALLS]), by=world.coordinator, result=CallResult.WORKS)


def _send():
    """Send all but the last message; two of them fail and one is unsure."""
    waiting = Message.objects.filter(status=Message.Status.WAITING)
    left = list(waiting.order_by("pk").values_list("pk", flat=True))[:-LEFT_WAITING]
    sending = Message.objects.filter(pk__in=left)
    sending.transition_to(Message.Status.SENDING, attempts=1)
    ends = [(trouble, Message.Status.FAILED) for trouble in (Trouble.BAD_ADDRESS, Trouble.REFUSED)]
    for pk, (trouble, status) in zip(left, [*ends, ("", Message.Status.UNSURE)], strict=False):
        Message.objects.filter(pk=pk).transition_to(status, trouble=trouble)
    sending.filter(status=Message.Status.SENDING).transition_to(Message.Status.SENT)
