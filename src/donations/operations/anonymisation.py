"""Anonymise donors when due or at once; announce or postpone the erasure.

Contact data of a donor is erased three years after the last lot; the donations stay. A company
keeps its name; an individual becomes a number. Collection slips are deleted, and names of persons
who declared values are removed. Tax receipts, agreements and certificates stay, including their
rows, since their numbering and hashes serve as evidence; the papers of an individual are archived
for ten years. After that, papers of any donor are erased: their files are deleted, and the stored
content of a receipt or a certificate becomes `{}`, the only change that its guard allows. Number,
amount, hashes and the proofs that a certificate lists remain, so that totals and public pages stay
correct. The erasure of a donor with a lot to come is never announced, and any new lot or correction
restarts the period.
"""

from collections.abc import Callable, Iterable
from datetime import date, datetime
from functools import partial

from django.db.models import Model, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from core.models import Document, Event
from core.workflow import erasure_journal
from core.workflow.guards import FORGOTTEN
from core.workflow.lifecycle import Refused
from core.workflow.operations import operation
from donations.lifecycle import EXPECTED, DonorKind, PaperKind
from donations.models import Donation, DonationLine, Donor, Paper
from people.models import Retention, User

AT_A_TIME = 100
# Functions that return the papers of some donors; `register_frozen` adds to the list.
PAPERS = [lambda donors: Paper.objects.filter(donation__donor__in=donors)]
# Models whose rows store the content of a paper.
FROZEN = []
# Functions that return rows with declared values, and their authors, of some donors.
DECLARED = [lambda donors: DonationLine.objects.filter(donation__donor__in=donors)]


@operation("people.anonymise_recipient")
def announce_donors(*, by: User, on: date, since: date) -> int:
    """Set the erasure day of donors idle since `since`; clear it for donors active after it.

    Return the number of donors newly announced.
    """
    announced = Donor.objects.filter(erase_on__isnull=False)
    announced.exclude(pk__in=announced.idle(since).values("pk")).update(erase_on=None)
    new = list(Donor.objects.filter(erase_on=None).idle(since))
    Donor.objects.filter(pk__in=[donor.pk for donor in new]).update(erase_on=on)
    event_rows = [(donor, {"on": on.isoformat()}) for donor in new]
    Event.objects.record_many("donor.erasure_announced", event_rows, by=by)
    return len(new)


@operation("people.anonymise_recipient")
def keep_donor(donor: Donor, *, by: User) -> Donor:
    """Record that a donor is in contact again: the retention period restarts today."""
    rows = Donor.objects.filter(pk=donor.pk).naming_somebody()
    if not rows.update(contact_on=timezone.localdate(), erase_on=None):
        raise Refused(_("The contact of this donor has already been erased."))
    Event.objects.record("donor.kept", donor, by=by)
    return donor


@operation("people.anonymise_recipient")
def forget_donor(donor: Donor, *, by: User) -> Donor:
    """Erase the personal data of a donor at once; raise `Refused` if a lot is still to come."""
    if Donation.objects.filter(donor=donor, status__in=EXPECTED).exists():
        raise Refused(
            _("A donation from this donor is still expected: cancel it or receive it first.")
        )
    rows = Donor.objects.filter(Q(pk=donor.pk) | Q(merged_into=donor))
    locked = list(rows.naming_somebody().select_for_update(no_key=True))
    if not locked:
        raise Refused(_("The contact of this donor has already been erased."))
    _forget(locked, by)
    return donor


@operation("people.anonymise_recipient")
def forget_donors_due(*, by: User, today: date, since: date) -> int:
    """Anonymise donors whose erasure day has come, unless still active; return their number.

    Papers issued later to individuals, such as the cancellation of a receipt, are archived too, and
    papers older than the retention of accounting records are purged.
    """
    due, count = Donor.objects.filter(erase_on__lte=today), 0
    while some := list(
        due.idle(since).order_by("pk").select_for_update(of=("self",), no_key=True)[:AT_A_TIME]
    ):
        same = Donor.objects.filter(merged_into__in=some).naming_somebody()
        count += len(_forget([*some, *same], by))
    _part_papers(Donor.objects.filter(kind=DonorKind.INDIVIDUAL, forgotten_at__isnull=False))
    for noun in (Paper, *FROZEN):
        _archive(noun.objects.filter(document__at__date__lte=_retention_start(today)))
    return count


@operation("people.anonymise_recipient")
def forget_frozen(*, by: User, today: date) -> int:
    """Erase the content of receipts and certificates whose file is purged; return their number.

    Papers that were never rendered are erased after the same period.
    """
    over = Q(document__purged_at__isnull=False)
    over |= Q(document=None, at__date__lte=_retention_start(today))
    count = 0
    for noun in FROZEN:
        rows = noun.objects.filter(over, forgotten_at=None).order_by("pk")
        while some := list(rows[:AT_A_TIME]):
            erase_content(some)
            count += len(some)
    return count


def register_frozen(noun: type[Model], of_donors: Callable) -> None:
    """Register a model of papers with stored content; `of_donors(donors)` returns their papers."""
    PAPERS.append(of_donors)
    FROZEN.append(noun)
    erasure_journal.register(noun._meta.label, born="at", gone="forgotten_at", again=erase_content)


def erase_content(rows: list[Model]) -> None:
    """Erase the content of these receipts or certificates; their number and hash remain."""
    noun, ids = type(rows[0]), [row.pk for row in rows]
    noun.objects.filter(pk__in=ids).update(content={}, forgotten_at=timezone.now())
    erasure_journal.note(noun._meta.label, ids)


def _forget(donors: list[Donor], by: User) -> list[Donor]:
    """Erase the names of individuals, and the contact names of other donors."""
    now = timezone.now()
    alone = [donor for donor in donors if donor.kind == DonorKind.INDIVIDUAL]
    for donor in donors:
        donor.contact = donor.email = donor.phone = ""
        donor.erase_on, donor.forgotten_at = None, now
        if donor in alone:
            donor.name, donor.address, donor.siren = f"{FORGOTTEN} {donor.pk}", "", ""
        donor.save()
    lots = Donation.objects.filter(donor__in=donors)
    lots.update(collect_contact="", collect_phone="")
    lots.filter(donor__in=alone).update(collect_at="")
    for values in DECLARED:
        values(donors).exclude(declared_by="").update(declared_by=FORGOTTEN)
    slips = Paper.objects.filter(donation__in=lots, kind=PaperKind.SLIP)
    Document.objects.filter(pk__in=slips.values("document")).purge_all()
    _part_papers(alone)
    Event.objects.record_many("donor.forgotten", [(donor, {}) for donor in donors], by=by)
    erasure_journal.note(DONOR, [donor.pk for donor in donors])
    return donors


def _part_papers(donors: Iterable[Donor]) -> None:
    """Archive papers that name individuals, for the retention of accounting records."""
    for papers in PAPERS:
        _archive(papers(donors))


def _archive(papers: QuerySet) -> None:
    years = Retention.cached().accounts_years
    ids = papers.exclude(document=None).values("document")
    for document in Document.objects.filter(pk__in=ids, purged_at=None, kept_until=None):
        until = _years_after(timezone.localdate(document.at), years)
        Document.objects.filter(pk=document.pk).keep_apart(until)


def _retention_start(today: date) -> date:
    """Return the last day whose papers are past the retention of accounting records."""
    return _years_after(today, -Retention.cached().accounts_years)


def _years_after(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:  # 29 February
        return date(day.year + years, 2, 28)


def _forget_again(lines: list[erasure_journal.Line], since: datetime) -> int:
    """In a restored database, repeat the erasures made after `since`; return their number."""
    gone = {line.id: line.moments for line in lines if line.moments[1] > since}
    rows = Donor.objects.filter(pk__in=gone)
    same = [donor for donor in rows if donor.created_at == gone[donor.pk][0]]
    back = [d for d in same if d.forgotten_at is None or d.forgotten_at < gone[d.pk][1]]
    return len(_forget(back, User.objects.system())) if back else 0


DONOR = "donations.Donor"
FORGETS = erasure_journal.Kind(
    partial(erasure_journal.lines_of, DONOR, "created_at", "forgotten_at"), _forget_again
)
