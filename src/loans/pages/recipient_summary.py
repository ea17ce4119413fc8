"""Summary of a recipient: their current and past items."""

from dataclasses import dataclass, field

from django.db.models import Q

from core.models import Document
from loans.base.lifecycle.loans import AgreementStatus, ItemStatus
from loans.models import (
    Agreement,
    Amendment,
    Appointment,
    FollowUp,
    Incident,
    Loan,
    LoanItem,
    Request,
    ReturnLine,
)

MAX_SHOWN = 20


@dataclass
class Household:
    """The current items of a recipient and their history; each list is bounded."""

    devices: list
    accessories: list
    before: int  # devices that they had already, according to their latest request
    size: int
    incidents: list = field(default_factory=list)
    agreements: list = field(default_factory=list)
    amendments: list = field(default_factory=list)
    receipts: list = field(default_factory=list)  # (document, loan)
    visits: list = field(default_factory=list)
    calls: list = field(default_factory=list)

    @property
    def ratio(self):
        """Devices per person at home, including those they had already: 1.5, or 2."""
        return round((len(self.devices) + self.before) / self.size, 1)


def household_of(person, user):
    """The household of a person, as far as `user` may see their loans and requests."""
    loans = Loan.objects.visible_to(user).filter(recipient=person)
    requests = Request.objects.visible_to(user).filter(recipient=person)
    out = LoanItem.objects.filter(loan__in=loans, status=ItemStatus.OPEN)
    out = list(out.for_list().select_related("loan").order_by("-pk"))
    latest = requests.order_by("-pk").first()
    household = Household(
        devices=[item for item in out if item.device_id],
        accessories=[item for item in out if item.accessory_id],
        before=latest.devices_at_home or 0 if latest else 0,
        size=person.household_size,
    )
    household.incidents = Incident.objects.filter(item__loan__in=loans).for_list()[:MAX_SHOWN]
    about = Q(loan__in=loans) | Q(request__in=requests)
    visits = Appointment.objects.filter(about).select_related("site")
    household.visits = visits.order_by("-starts_at")[:MAX_SHOWN]
    calls = FollowUp.objects.visible_to(user).filter(loan__in=loans)
    household.calls = calls.for_list().order_by("-due_on")[:MAX_SHOWN]
    if user.has_perm("loans.read_agreement"):
        _add_papers(household, loans)
    return household


def _add_papers(household, loans):
    signed = Agreement.objects.filter(loan__in=loans, status=AgreementStatus.SIGNED)
    household.agreements = signed.select_related("loan").order_by("-pk")[:MAX_SHOWN]
    household.amendments = Amendment.objects.filter(loan__in=loans).order_by("-pk")[:MAX_SHOWN]
    household.receipts = _receipts(loans)


def _receipts(loans):
    """The receipts as (receipt, one of its loans), newest first."""
    items = LoanItem.objects.filter(loan__in=loans, receipt__isnull=False).order_by()
    lines = ReturnLine.objects.filter(item__loan__in=loans, receipt__isnull=False).order_by()
    pairs = dict(items.values_list("receipt", "loan"))
    pairs |= dict(lines.values_list("receipt", "item__loan"))
    documents = Document.objects.filter(pk__in=pairs).order_by("-pk")[:MAX_SHOWN]
    return [(document, pairs[document.pk]) for document in documents]
