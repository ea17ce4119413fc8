"""Data retained after an anonymisation, with the reason and the date."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_lazy as _

from loans.models import Loan
from loans.privacy.anonymisation import papers_by_term
from people.models import Recipient


@dataclass(frozen=True)
class Staying:
    """Papers of one loan that are archived until a date, and the reason."""

    loan: Loan
    count: int
    until: date
    why: str


PROOF = _(
    "signed documents and receipts: proof of what was agreed, for as long as legal action "
    "is possible"
)
ACCOUNTS = _("receipt of a sale: accounting records must be kept")


def staying(person: Recipient, today: date) -> list[Staying]:
    """Papers of each loan retained beyond its end, by date."""
    papers = []
    for loan in Loan.objects.filter(recipient=person).prefetch_related("items"):
        for number, (until, documents) in enumerate(papers_by_term(loan).items()):
            if documents and until > today:
                why = ACCOUNTS if number else PROOF
                papers.append(Staying(loan, len(documents), until, why))
    return papers
