"""Prepare loans from a staff list; print their agreements as one PDF."""

from datetime import date, timedelta
from secrets import token_hex

from django.db.models import QuerySet
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from core.models import Document, Event
from core.workflow.lifecycle import Refused
from core.workflow.operations import operation, stores
from inventory.devices.lifecycle.devices import DeviceStatus
from inventory.models import Device, ImportBatch
from loans.appointments.operations import decline_issued
from loans.base.lifecycle.loans import AgreementStatus, Audience, ItemStatus, LoanStatus
from loans.base.operations import lock_site, next_numbers, put_back
from loans.base.papers import (
    LOOKS,
    Reading,
    annex_of,
    facts_of,
    fingerprint,
    notice_for,
    second_text_for,
    text_for,
    unsigned,
)
from loans.base.week import last_opening_day
from loans.handovers.operations import check_can_be_signed
from loans.models import Agreement, Loan, LoanItem, Rules
from loans.organisations.eligibility import check_may_ask
from modules.staff.bundles import render_stack
from modules.staff.models import StaffLine, StaffRun
from people.models import Organisation, Recipient, User

ITEMS_OF_A_WIDE_PAGE = 2  # a stack is not laid out twice: the number of items decides


def render_agreements(papers: list[tuple[Agreement, dict]]) -> bytes:
    """One PDF (bytes) of these (agreement, its facts), in order, each in its own language."""
    notices = {}  # keyed by their inputs: all papers of a list have the same notice
    return render_stack(
        "papers/loans/agreements/agreement.html", [_one(*paper, notices) for paper in papers]
    )


def _one(agreement: Agreement, facts: dict, notices: dict) -> tuple[dict, str, str]:
    loan, language = agreement.loan, agreement.text.language
    with translation.override(language):
        key = language, loan.audience, loan.organisation_id
        if key not in notices:
            notices[key] = notice_for(loan)
        is_full = loan.employer_id or len(facts["items"]) > ITEMS_OF_A_WIDE_PAGE
        look = {"paper_look": LOOKS[2] if is_full else LOOKS[0]}
        return unsigned(agreement, facts) | look, language, annex_of(facts, notices[key])


STACK = "agreement_stack"


def draw_stack(run: StaffRun, *, by: User) -> StaffRun:
    """Issue an agreement for each unsigned loan of a staff list, merged into one PDF.

    An agreement whose content is current keeps its number. The PDF is rendered outside any
    transaction. Raises `Refused`, naming the first incomplete loan.
    """
    loans = list(_waiting(run))
    if not loans:
        raise Refused(_("No loan in this list is waiting for a signature."))
    reading = Reading(loans)
    texts = {loan.pk: (text_for(loan, reading), second_text_for(loan)) for loan in loans}
    facts = {loan.pk: facts_of(loan, *texts[loan.pk], reading=reading) for loan in loans}
    agreements = draw_up_all(run, by=by, facts=facts, texts=texts)
    pdf = render_agreements([(agreement, facts[agreement.loan_id]) for agreement in agreements])
    return keep_stack(run, by=by, pdf=pdf)


def _waiting(run: StaffRun) -> QuerySet:
    loans = Loan.objects.filter(staff_line__batch=run.batch_id, status=LoanStatus.PREPARED)
    related = ["organisation", "recipient__second_language", "site", "request", "employer"]
    loans = loans.select_related(*related).prefetch_related("recipient__guardians", "site__hours")
    return loans.order_by("staff_line__number")


@operation("loans.hand_over")
def draw_up_all(
    run: StaffRun, *, by: User, facts: dict[int, dict], texts: dict[int, tuple]
) -> list[Agreement]:
    """Issue agreements for these loans; return {id: its content}, in the list's order.

    Each agreement's own file is rendered when it is opened for signature. `texts` are the text
    and the second text of each loan.
    """
    loans = list(_waiting(run).filter(pk__in=facts).select_for_update(of=("self",), no_key=True))
    issued = list(Agreement.objects.filter(loan__in=loans, status=AgreementStatus.ISSUED))
    replaced = {agreement.loan_id for agreement in issued}
    agreements = {a.loan_id: a for a in issued if a.facts_sha256 == fingerprint(facts[a.loan_id])}
    fresh = [loan for loan in loans if loan.pk not in agreements]
    for loan in fresh:
        check_can_be_signed(loan, today=timezone.localdate())
        if loan.pk in replaced:
            decline_issued(loan, by=by)
    numbers = next_numbers("agreement", "C", len(fresh))
    made = Agreement.objects.bulk_create(
        [
            Agreement(
                loan=loan,
                text=texts[loan.pk][0],
                second_text=texts[loan.pk][1],
                number=number,
                token=token_hex(16),
                facts_sha256=fingerprint(facts[loan.pk]),
            )
            for loan, number in zip(fresh, numbers, strict=True)
        ]
    )
    event_rows = [(agreement.loan, {"agreement": agreement.number}) for agreement in made]
    Event.objects.record_many("agreement.issued", event_rows, by=by)
    agreements |= {agreement.loan_id: agreement for agreement in made}
    return [agreements[loan.pk] for loan in loans]


@operation("loans.hand_over", prepare=stores("pdf"))
def keep_stack(run: StaffRun, *, by: User, pdf: bytes) -> StaffRun:
    """Store the PDF of a run; the earlier, outdated PDF is purged."""
    StaffRun.objects.select_for_update(of=("self",), no_key=True).get(pk=run.pk)
    run.refresh_from_db()
    if run.stack:
        run.stack.purge()
    run.stack = Document.objects.store_paper(pdf, kind=STACK, of=f"staff-{run.pk}", by=by)
    run.drawn_at, run.offered_at = timezone.now(), None
    run.save(update_fields=["stack", "drawn_at", "offered_at"])
    return run


# --- Loans for many members of staff at once: prepared, assigned to machines, cancelled. -------

BATCH_SIZE = 500


@operation("loans.hand_over")
def prepare_staff(batch: ImportBatch, lines: list[tuple], *, by: User) -> list[list[Device]]:
    """Prepare a loan for each of these (row number, facts), with its device, all or nothing.

    Writes in bulk: one statement for each table, for a list of any length. Raises `Refused`
    when its organisation may not request, or when a device was taken meanwhile.
    """
    organisation = lines[0][1].person.organisation
    today = timezone.localdate()
    check_may_ask(organisation, today)
    Recipient.objects.filter(pk__in=[facts.person.pk for _n, facts in lines]).hold()
    lock_site(batch.site_id)
    devices = Device.objects.filter(pk__in=[facts.device.pk for _n, facts in lines])
    taken = [d for d in devices.lock() if d.status != DeviceStatus.READY or d.transfer_id]
    if taken:
        raise Refused(
            _("%(device)s has been taken in the meantime: check the list again.")
            % {"device": taken[0]}
        )
    _enter_people([facts.person for _number, facts in lines], by)
    loans = _loans(batch, lines, organisation, today, by)
    items = [
        LoanItem(loan=loan, device=facts.device)
        for loan, (_number, facts) in zip(loans, lines, strict=True)
    ]
    LoanItem.objects.bulk_create(items, batch_size=BATCH_SIZE)
    devices.transition_to(DeviceStatus.RESERVED)
    StaffRun.objects.create(batch=batch)
    StaffLine.objects.bulk_create(
        [
            StaffLine(batch=batch, number=n, loan=loan)
            for loan, (n, _f) in zip(loans, lines, strict=True)
        ],
        batch_size=BATCH_SIZE,
    )
    _record_events(loans, items, by)
    return [[facts.device] for _number, facts in lines]


def _enter_people(people: list[Recipient], by: User) -> None:
    new = [person for person in people if person.pk is None]
    Recipient.objects.bulk_create(new, batch_size=BATCH_SIZE)
    Event.objects.record_many("recipient.entered", [(person, {}) for person in new], by=by)


def _loans(
    batch: ImportBatch, lines: list[tuple], organisation: Organisation, today: date, by: User
) -> list[Loan]:
    held_until = today + timedelta(days=Rules.cached().reservation_days)
    numbers = next_numbers("loan", "P", len(lines))
    days = {facts.due_on for _row, facts in lines}
    due_on = {day: last_opening_day(batch.site, day) for day in days}
    return Loan.objects.bulk_create(
        [
            Loan(
                number=number,
                organisation=organisation,
                recipient=facts.person,
                audience=Audience.STAFF,
                site=batch.site,
                due_on=due_on[facts.due_on],
                held_until=held_until,
                created_by=by,
            )
            for number, (_row, facts) in zip(numbers, lines, strict=True)
        ],
        batch_size=BATCH_SIZE,
    )


def _record_events(loans: list[Loan], items: list[LoanItem], by: User) -> None:
    Event.objects.record_many("loan.prepared", [(loan, {}) for loan in loans], by=by)
    event_rows = [(item.loan, {"item": item.label}) for item in items]
    Event.objects.record_many("loan.item_added", event_rows, by=by)
    event_rows = [(item.device, {"loan": item.loan.number}) for item in items]
    Event.objects.record_many("device.reserved", event_rows, by=by)


@operation("loans.hand_over")
def cancel_staff(batch: ImportBatch, *, by: User) -> None:
    """Cancel the loans of a staff list before any hand-over, and free their devices."""
    loans = Loan.objects.filter(staff_line__batch=batch)
    locked = loans.lock()
    left = [
        loan for loan in locked if loan.status not in {LoanStatus.PREPARED, LoanStatus.CANCELLED}
    ]
    if left:
        raise Refused(_("%(loan)s was handed over: record its return first.") % {"loan": left[0]})
    open_ones = [loan for loan in locked if loan.status == LoanStatus.PREPARED]
    items = LoanItem.objects.filter(loan__in=open_ones, status=ItemStatus.RESERVED)
    put_back(list(items.select_related("loan")), by)
    for loan in open_ones:
        decline_issued(loan, by=by)
    Loan.objects.filter(pk__in=[loan.pk for loan in open_ones]).transition_to(LoanStatus.CANCELLED)
    Event.objects.record_many("loan.cancelled", [(loan, {}) for loan in open_ones], by=by)


# --- The scan run ---------------------------------------------------------------------------------
@operation("loans.hand_over")
def tie(batch: ImportBatch, *, by: User, device: Device) -> tuple[StaffLine, Device | None] | None:
    """Assign a scanned device to a person of a staff list: as planned, or else the next in line.

    A ready device without an assignment replaces an equivalent one, which returns to stock and
    is returned beside the line. Returns None if it was assigned already.
    """
    list(StaffLine.objects.filter(batch=batch).select_for_update(of=("self",), no_key=True))
    device.lock()
    line = _line_of(batch, device)
    if line:
        return _tied(line, by) if line.tied_at is None else None
    return _in_place_of_another(batch, device, by)


def _line_of(batch: ImportBatch, device: Device) -> StaffLine | None:
    items = LoanItem.objects.filter(device=device, status=ItemStatus.RESERVED)
    lines = StaffLine.objects.filter(batch=batch, loan__items__in=items)
    return lines.select_related("loan__recipient").first()


def _tied(line: StaffLine, by: User, former: Device | None = None) -> tuple:
    StaffLine.objects.filter(pk=line.pk).update(tied_at=timezone.now())
    Event.objects.record("loan.tied", line.loan, by=by, row=line.number)
    return line, former


def _in_place_of_another(batch: ImportBatch, device: Device, by: User) -> tuple:
    if device.status != DeviceStatus.READY or device.site_id != batch.site_id:
        raise Refused(
            _("%(device)s is “%(status)s”: it is not intended for anyone on this list.")
            % {"device": device, "status": device.status_label}
        )
    line = _next_of(batch, device)
    loan = line.loan
    loan.lock()
    item = loan.items.select_related("device", "loan").get(
        status=ItemStatus.RESERVED, device__isnull=False
    )
    former = item.device
    decline_issued(loan, by=by)
    put_back([item], by)
    LoanItem.objects.create(loan=loan, device=device)
    device.transition_to(DeviceStatus.RESERVED)
    Event.objects.record("device.reserved", device, by=by, loan=loan.number)
    Event.objects.record("loan.item_removed", loan, by=by, item=str(former))
    Event.objects.record("loan.item_added", loan, by=by, item=str(device))
    return _tied(line, by, former)


def _next_of(batch: ImportBatch, device: Device) -> StaffLine:
    """The first person in the list's order who waits for a machine of this kind."""
    waiting = StaffLine.objects.filter(
        batch=batch,
        tied_at=None,
        loan__status=LoanStatus.PREPARED,
        loan__items__status=ItemStatus.RESERVED,
        loan__items__device__category=device.category_id,
    )
    line = waiting.select_related("loan__recipient").first()
    if line is None:
        raise Refused(
            _("Nobody in this list is waiting for another %(what)s.") % {"what": device.category}
        )
    return line


@operation("loans.hand_over")
def untie(line: StaffLine, *, by: User) -> StaffLine:
    """Mark an employee's machine as not scanned; its reservation stays."""
    StaffLine.objects.filter(pk=line.pk).update(tied_at=None)
    Event.objects.record("loan.untied", line.loan, by=by, row=line.number)
    return line
