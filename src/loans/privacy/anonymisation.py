"""Anonymisation in `loans`: texts to blank, papers to purge or archive."""

from datetime import date, datetime
from functools import partial

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from core.models import Document, Event
from core.workflow.guards import FORGOTTEN
from inventory.imports.operations.anonymisation import forget_lists_naming
from inventory.models import Device, Erasure, Repair
from loans.base.lifecycle.agreements import PaperKind
from loans.base.lifecycle.loans import Audience, LoanKind, RequestStatus
from loans.base.loan_terms import after_months
from loans.models import (
    Agreement,
    Amendment,
    Attachment,
    Briefing,
    Convention,
    FollowUp,
    Incident,
    Loan,
    LoanItem,
    Renewal,
    Request,
    RequestMessage,
    ReturnLine,
)
from people.models import Retention, User
from people.privacy.anonymisation import Text

REQUESTED_FOR = ("recipient", "loans__recipient")
OVER = [RequestStatus.REFUSED, RequestStatus.CLOSED, RequestStatus.CANCELLED]
FOR_PEOPLE = Q(audience__in=[Audience.FAMILY, Audience.STAFF], status__in=OVER)

# Operations that may have added free text about a device.
WRITTEN = [
    "device.received",
    "device.taken_over",
    "device.changed",
    "device.changed_back",
    "device.finished",
]


def last_written():
    """The time of the last free text about a device."""
    written = Event.objects.filter(
        subject_type__app_label="inventory",
        subject_type__model="device",
        subject_id=OuterRef("pk"),
        kind__in=WRITTEN,
    )
    return Coalesce(Subquery(written.order_by("-pk").values("at")[:1]), F("received_at"))


def _of_device(name, moment=last_written):
    had_it = ("loan_items__loan__recipient",)
    return Text(Device, name, had_it, "written_at", names=True, moment=moment)


def _of_repair(name):
    had_it = ("device__loan_items__loan__recipient",)
    last = partial(Coalesce, "ended_at", "opened_at")
    return Text(Repair, name, had_it, "written_at", FORGOTTEN, names=True, moment=last)


TEXTS = [
    _of_device("remark"),
    _of_device("known_limits"),
    _of_device("fault"),
    _of_device("donor_condition"),
    _of_device("collected_from"),
    _of_device("retire_remark", partial(F, "status_since")),
    Text(
        Erasure,
        "remark",
        ("medium__device__loan_items__loan__recipient",),
        "recorded_at",
        FORGOTTEN,
        beside="medium__device",
        names=True,
    ),
    *map(_of_repair, ["reported", "found", "done", "cancel_reason"]),
    Text(Request, "note", REQUESTED_FOR, "created_at", unnamed=FOR_PEOPLE),
    Text(
        Request,
        "reference",
        REQUESTED_FOR,
        "created_at",
        also=lambda: {"folded_reference": ""},
        unnamed=FOR_PEOPLE,
    ),
    Text(Request, "refusal", REQUESTED_FOR, "status_since", FORGOTTEN, unnamed=FOR_PEOPLE),
    Text(
        RequestMessage,
        "text",
        ("request__recipient", "request__loans__recipient"),
        "at",
        also=lambda: {"withdrawn_at": timezone.now()},
        beside="request",
        unnamed=Q(
            request__audience__in=[Audience.FAMILY, Audience.STAFF], request__status__in=OVER
        ),
    ),
    Text(Loan, "former_agreement", ("recipient",), "taken_over_at", FORGOTTEN),
    Text(LoanItem, "return_note", ("loan__recipient",), "ended_at", beside="loan"),
    Text(
        ReturnLine,
        "note",
        ("item__loan__recipient",),
        "session__at",
        FORGOTTEN,
        beside="item__loan",
    ),
    Text(Briefing, "where", ("loan__recipient",), "at", FORGOTTEN, beside="loan"),
    Text(FollowUp, "note", ("loan__recipient",), "done_at", FORGOTTEN, beside="loan"),
    Text(Incident, "note", ("item__loan__recipient",), "at"),
    Text(Incident, "complaint_number", ("item__loan__recipient",), "at"),
    Text(Amendment, "words", ("loan__recipient",), "at", FORGOTTEN, beside="loan"),
    Text(Renewal, "refusal", ("loan__recipient",), "status_since", FORGOTTEN, beside="loan"),
]


def forget_lists(recipients):
    """Delete the cells of imported lists that name these people or contain their loans."""
    loans = Loan.objects.filter(recipient__in=recipients)
    theirs = Q(rows__devices__loan_items__loan__in=loans)
    forget_lists_naming(recipients, theirs, by=User.objects.system())


def drop_drafts(recipients):
    """Cancel the draft requests of these people."""
    drafts = Request.objects.filter(recipient__in=recipients, status=RequestStatus.DRAFT)
    requests = drafts.lock()
    drafts.transition_to(RequestStatus.CANCELLED)
    event_rows = [(request, {}) for request in requests]
    Event.objects.record_many("request.cancelled", event_rows, by=User.objects.system())


def forget_reported(recipients):
    """Anonymise the texts of incidents that were copied to the workshop."""
    incidents = Incident.objects.filter(item__loan__recipient__in=recipients).exclude(note="")
    for incident in incidents.select_related("item"):
        repairs = Repair.objects.filter(
            device=incident.item.device_id, reported__contains=incident.note
        )
        repairs.update(reported=FORGOTTEN)


def part_papers(recipients):
    """Archive the papers that name these people until retention ends; purge the others."""
    today = timezone.localdate()
    for loan in Loan.objects.filter(recipient__in=recipients).prefetch_related("items"):
        papers = _papers_naming(loan)
        for term, documents in papers_by_term(loan).items():
            if term > today:
                papers.filter(pk__in=documents).keep_apart(term)
        papers.filter(kept_until=None).purge_all()


ACCOUNTS: list = []  # functions (loan) of modules: (day, document id) of accounting papers


def papers_by_term(loan: Loan) -> dict[date, list[int]]:
    """{last day of retention: ids of the papers of a loan that outlive its end}."""
    terms = Retention.cached()
    proofs = after_months(ended_on(loan), 12 * terms.agreement_years)
    papers = {proofs: _proofs(loan)}
    for papers_of in ACCOUNTS:
        for drawn, document_id in papers_of(loan):
            accounts = after_months(drawn, 12 * terms.accounts_years)
            papers.setdefault(accounts, []).append(document_id)
    return papers


def ended_on(loan: Loan) -> date:
    """The day on which the obligations of a loan ended; for a gift, the day of the gift."""
    ends = [timezone.localdate(item.ended_at) for item in loan.items.all() if item.ended_at]
    if loan.kind == LoanKind.GIFT or not ends:
        return loan.starts_on or timezone.localdate(loan.created_at)
    return max(ends)


def _proofs(loan):
    """The papers kept as proof: signed agreements, amendments, receipts, mandates, complaints."""
    ids = []
    for noun in (Agreement, Amendment):
        for paper in noun.objects.signed().filter(loan=loan).select_related("document", "scan"):
            both = (paper.document, paper.scan)
            ids += [one.pk for one in both if one and one.sha256 == paper.sha256]
    of_items = LoanItem.objects.filter(loan=loan).exclude(receipt=None)
    ids += of_items.values_list("receipt", flat=True)
    lines = ReturnLine.objects.filter(item__loan=loan).exclude(receipt=None)
    ids += lines.values_list("receipt", flat=True)
    incidents = Incident.objects.filter(item__loan=loan).exclude(complaint=None)
    ids += incidents.values_list("complaint", flat=True)
    mandates = Attachment.objects.filter(loan=loan, kind=PaperKind.MANDATE)
    ids += mandates.values_list("document", flat=True)
    return ids


def _papers_naming(loan):
    """Every stored file of a loan, except unnamed files shared by several loans."""
    ids = [pk for documents in papers_by_term(loan).values() for pk in documents]
    for noun in (Agreement, Amendment):
        for both in noun.objects.filter(loan=loan).values_list("document", "scan"):
            ids += [pk for pk in both if pk]
    ids += Attachment.objects.filter(loan=loan).values_list("document", flat=True)
    shared = Agreement.objects.filter(document=OuterRef("pk")).exclude(loan=loan)
    return Document.objects.filter(pk__in=ids).exclude(Exists(shared))


def papers_of_conventions(today: date) -> QuerySet:
    """The papers of conventions past their retention, including replaced papers."""
    since = after_months(today, -12 * Retention.cached().agreement_years)
    over = Convention.objects.ended_by(since)
    papers = Q(pk__in=over.values("document")) | Q(pk__in=over.values("earlier"))
    return Document.objects.filter(papers, purged_at=None)


def superseded() -> QuerySet:
    """Stored agreements and amendments without a row, because another version replaced them."""
    papers = Document.objects.filter(kind__in=["agreement", "amendment"], purged_at=None)
    for noun in (Agreement, Amendment):
        papers = papers.exclude(Exists(noun.objects.filter(document=OuterRef("pk"))))
    return papers


def mark_purged(now: datetime) -> None:
    """Mark the agreements and amendments whose file was purged."""
    for noun in (Agreement, Amendment):
        gone = Q(document__purged_at__isnull=False, document__sha256=F("sha256"))
        gone |= Q(scan__purged_at__isnull=False, scan__sha256=F("sha256"))
        ids = noun.objects.filter(gone, purged_at=None).values_list("pk", flat=True)
        noun.objects.filter(pk__in=list(ids)).update(purged_at=now)


FORGET = (forget_reported, forget_lists, drop_drafts, part_papers)
