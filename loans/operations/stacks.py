"""The agreements of a staff list: drawn up together, printed as one paper in the list's order."""

from secrets import token_hex

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from core.lives import Refused
from core.models import Document, Event
from core.operations import operation
from loans.lifecycle import AgreementStatus, LoanStatus
from loans.models import Agreement, Loan, StaffRun
from loans.operations.agreements import decline_issued
from loans.operations.requests import next_numbers
from loans.operations.terms import check_can_be_signed
from loans.papers import facts_of, fingerprint, second_text_for, text_for
from loans.papers.stacks import render_agreements
from people.models import User

STACK = "agreement_stack"


def draw_stack(run: StaffRun, *, by: User) -> StaffRun:
    """Have each loan of a run that waits for its signature an agreement, and all of them one PDF.

    An agreement that still says what is true keeps its number. The PDF is made outside any
    transaction. Raises `Refused`, naming the first loan that lacks something.
    """
    loans = list(_waiting(run))
    if not loans:
        raise Refused(_("No loan of this list waits for a signature."))
    facts = {loan.pk: facts_of(loan, text_for(loan), second_text_for(loan)) for loan in loans}
    agreements = draw_up_all(run, by=by, facts=facts)
    pdf = render_agreements([(agreement, facts[agreement.loan_id]) for agreement in agreements])
    return keep_stack(run, by=by, pdf=pdf)


def _waiting(run: StaffRun) -> QuerySet:
    loans = Loan.objects.filter(staff_line__batch=run.batch_id, status=LoanStatus.PREPARED)
    related = ["organisation", "recipient__second_language", "site", "request", "employer"]
    return loans.select_related(*related).order_by("staff_line__number")


@operation("loans.hand_over")
def draw_up_all(run: StaffRun, *, by: User, facts: dict[int, dict]) -> list[Agreement]:
    """The agreements of these loans, {id: what their agreement shows}, in the list's order.

    Each is issued, its own file drawn when somebody opens it to sign.
    """
    loans = list(_waiting(run).filter(pk__in=facts).select_for_update(of=("self",), no_key=True))
    issued = Agreement.objects.filter(loan__in=loans, status=AgreementStatus.ISSUED)
    agreements = {a.loan_id: a for a in issued if a.facts_sha256 == fingerprint(facts[a.loan_id])}
    fresh = [loan for loan in loans if loan.pk not in agreements]
    for loan in fresh:
        check_can_be_signed(loan, today=timezone.localdate())
        decline_issued(loan, by=by)
    numbers = next_numbers("agreement", "C", len(fresh))
    made = Agreement.objects.bulk_create(
        [
            Agreement(
                loan=loan,
                status=AgreementStatus.ISSUED,
                text=text_for(loan),
                second_text=second_text_for(loan),
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


@operation("loans.hand_over")
def keep_stack(run: StaffRun, *, by: User, pdf: bytes) -> StaffRun:
    """Store the paper of a run; the earlier, outdated one is purged."""
    StaffRun.objects.select_for_update(of=("self",), no_key=True).get(pk=run.pk)
    run.refresh_from_db()
    if run.stack:
        run.stack.purge()
    run.stack = Document.objects.store_paper(pdf, kind=STACK, of=f"staff-{run.pk}", by=by)
    run.drawn_at, run.offered_at = timezone.now(), None
    run.save(update_fields=["stack", "drawn_at", "offered_at"])
    return run
