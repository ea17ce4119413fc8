"""Preview of a campaign: its effect on each loan, and the progress since its launch."""

from collections import Counter
from dataclasses import dataclass

from django.db.models import OuterRef, Subquery, prefetch_related_objects
from django.utils import timezone
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from core.workflow.lifecycle import Refused
from loans.appointments.lifecycle import AppointmentKind, AppointmentStatus
from loans.appointments.slots import Slot, bookable, days_of
from loans.base.lifecycle.loans import LoanKind, LoanStatus
from loans.models import Appointment, Loan
from modules.campaigns.letters import ASK, SLOT, addressee_of
from modules.campaigns.lifecycle import CampaignMode, Outcome, Way
from modules.campaigns.models import CampaignLoan
from people.base.restriction import without_restricted

MAX_LOANS = 5_000  # loans per campaign
NOTIFIED_OUTCOMES = {Outcome.BOOKED, Outcome.INVITED, Outcome.NO_SLOT}


@dataclass
class Step:
    """The effect of a campaign on a loan; `slot` if it books an appointment."""

    row: CampaignLoan
    outcome: Outcome
    slot: Slot | None = None
    to: object = None

    @property
    def way(self):
        """The channel of the notification; empty without notification."""
        if self.outcome not in NOTIFIED_OUTCOMES:
            return ""
        return Way.EMAIL if self.to else Way.PAPER

    @property
    def is_lost(self):
        """Whether the person has no address: the association must then pass the letter on."""
        loan = self.row.loan
        return self.way == Way.PAPER and not (loan.recipient or loan.organisation).address

    @property
    def way_label(self):
        """The channel in a preview; e-mail or SMS is decided when posting."""
        if self.is_lost:
            return _("no address")
        return Way.PAPER.label if self.way == Way.PAPER else _("e-mail or SMS")

    @property
    def letter(self):
        return SLOT if self.outcome == Outcome.BOOKED else ASK


def can_be_called_back(loans):
    """The loans that are out, except gifts and loans of restricted people."""
    return without_restricted(loans.filter(status=LoanStatus.ACTIVE, kind=LoanKind.LOAN))


def plan_of(campaign, rows):
    """A `Step` for each of these rows, in their order; times are assigned while slots are free.

    Each slot is filled before the next is begun, at the site of each loan; nothing is stored.
    """
    booked = set(
        Appointment.objects.booked()
        .filter(loan__in=[row.loan_id for row in rows])
        .values_list("loan_id", flat=True)
    )
    # The channel of each notification is read in one query.
    prefetch_related_objects(rows, "loan__recipient__guardians", "loan__organisation__users")
    free = {}
    loans = Loan.objects.filter(pk__in=[row.loan_id for row in rows])
    reachable = set(without_restricted(loans).values_list("pk", flat=True))
    return [
        _step(campaign, row, row.loan_id in booked, free)
        if row.loan_id in reachable
        else Step(row, Outcome.RESTRICTED)
        for row in rows
    ]


def _step(campaign, row, is_booked, free):
    loan = row.loan
    if loan.status != LoanStatus.ACTIVE or loan.kind != LoanKind.LOAN:
        return Step(row, Outcome.OVER)
    if is_booked:
        return Step(row, Outcome.HAD_ONE)
    slot = None
    if campaign.mode == CampaignMode.SLOTS:
        if loan.site_id not in free:
            free[loan.site_id] = _places(loan.site, campaign)
        slot = next(free[loan.site_id], None)
    outcome = Outcome.BOOKED if slot else Outcome.INVITED
    if campaign.mode == CampaignMode.SLOTS and slot is None:
        outcome = Outcome.NO_SLOT
    step = Step(row, outcome, slot)
    step.to = addressee_of(step.letter, loan)
    return step


def _places(site, campaign):
    """Yield a slot for each free place of a site within the days of a campaign, in order.

    The place is the slot's `free_seat` until the next is yielded.
    """
    if not site.is_active:
        return
    for day in bookable(days_of(site, campaign.first_on, campaign.last_on), timezone.now()):
        for slot in day.slots:
            while slot.left:
                seat = slot.free_seat
                yield Slot(slot.starts_at, slot.ends_at, slot.capacity, set(slot.seats))
                slot.seats.add(seat)


def numbers_of(steps):
    """The numbers in a preview: loans, people, and effects on them."""
    outcomes = Counter(step.outcome for step in steps)
    return {
        "loans": len(steps),
        "people": len({step.row.loan.recipient_id or -step.row.loan_id for step in steps}),
        "booked": outcomes[Outcome.BOOKED],
        "no_slot": outcomes[Outcome.NO_SLOT],
        "invited": outcomes[Outcome.INVITED],
        "had_one": outcomes[Outcome.HAD_ONE],
        "over": outcomes[Outcome.OVER],
        "restricted": outcomes[Outcome.RESTRICTED],
        "paper": sum(step.way == Way.PAPER for step in steps),
        "lost": sum(step.is_lost for step in steps),
    }


STATES = {
    "returned": (_("returned"), "good"),
    "kept": (pgettext_lazy("campaign", "came"), "good"),
    "booked": (_("still to come"), "wait"),
    "missed": (pgettext_lazy("campaign", "did not come"), "bad"),
    "silent": (_("no answer"), "neutral"),
}


def with_visits(rows):
    """Set `visit` on each row: the status of the latest return appointment of its loan."""
    visits = Appointment.objects.filter(loan=OuterRef("loan"), kind=AppointmentKind.RETURN)
    visits = visits.standing().order_by("-starts_at")
    return rows.annotate(visit=Subquery(visits.values("status")[:1]))


def state_of(row):
    """The progress of a loan since the recall; the row needs `with_visits`."""
    if row.loan.status != LoanStatus.ACTIVE:
        return "returned"
    states = {
        AppointmentStatus.KEPT: "kept",
        AppointmentStatus.BOOKED: "booked",
        AppointmentStatus.MISSED: "missed",
    }
    return states.get(row.visit, "silent")


def progress_of(campaign):
    """[(label, tone, number)] of the states of the loans in a campaign, in order."""
    states = Counter(map(state_of, with_visits(campaign.rows.select_related("loan"))))
    return [(label, tone, states[state]) for state, (label, tone) in STATES.items()]


def check_selection(loans):
    """Raise `Refused` for an empty selection, or a selection beyond the maximum size."""
    if not loans:
        raise Refused(_("No loans in this selection are under way: widen the selection."))
    if len(loans) > MAX_LOANS:
        raise Refused(
            gettext("A campaign can have at most %(most)s loans: narrow the selection.")
            % {"most": MAX_LOANS}
        )
