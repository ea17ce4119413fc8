"""The record of processing activities (GDPR, art. 30): proposed entries, completed by our
association.
"""

import json
from dataclasses import dataclass
from hashlib import sha256

from django.utils.translation import gettext_lazy

from people.models import Processing, Retention

PROTECTION = gettext_lazy(
    "Each person signs in with a role; coordinators and administrators with a second factor."
    " Volunteers of the warehouse see no name. Voucher codes are encrypted. Files have random names"
    " and are served by checked pages. What is opened leaves a trace. Backups hold no key."
)
NONE_OUTSIDE = gettext_lazy("None: data is where the association hosts it.")


@dataclass(frozen=True)
class Line:
    """One processing activity: its row if it was edited, and its parts as text."""

    code: str
    parts: dict
    is_own: bool  # added by our association
    is_changed: bool
    row: Processing | None  # with who confirmed it, and when

    @property
    def name(self):
        return self.parts["name"]

    @property
    def shown(self):
        """(label, text) of each part but the name."""
        labels = {name: Processing._meta.get_field(name).verbose_name for name in self.parts}
        return [(labels[name], text) for name, text in self.parts.items() if name != "name"]

    @property
    def fingerprint(self):
        """A digest of its content, sent along with a confirmation."""
        return sha256(json.dumps(self.parts).encode()).hexdigest()


PROPOSED = {
    "families": {
        "name": gettext_lazy("Lending and giving equipment to families"),
        "purpose": gettext_lazy(
            "Answer requests of social structures, hand over devices and connectivity, follow"
            " loans, remind of due dates, mend what fails, and count what was done."
        ),
        "basis": gettext_lazy("Legitimate interest of the association (RGPD, art. 6.1.f)."),
        "people": gettext_lazy(
            "People who borrow or receive equipment, guardians, those who collect."
        ),
        "data": gettext_lazy(
            "Name, a phone or e-mail, address for a loan, how many live at home, purpose from"
            " a closed list, equipment, dates, signed agreement. Birth date of a minor alone."
            " No health, origin, income, nor copy of an identity paper."
        ),
        "recipients": gettext_lazy(
            "The counter, coordinators, and the structure that asked: no other."
        ),
        "term": gettext_lazy(
            "%(families)s months after the last contact, then anonymised. Signed papers stay"
            " apart %(agreements)s years after the end of the loan, receipts of contributions"
            " %(receipts)s years."
        ),
    },
    "staff": {
        "name": gettext_lazy("Equipping staff and volunteers of structures"),
        "purpose": gettext_lazy("Lend work equipment, follow it, and take it back."),
        "basis": gettext_lazy("Legitimate interest of the association (RGPD, art. 6.1.f)."),
        "people": gettext_lazy("Employees and volunteers of partner structures."),
        "data": gettext_lazy("Name, phone and e-mail at work, reference, equipment, agreement."),
        "recipients": gettext_lazy("The counter, coordinators, and their structure."),
        "term": gettext_lazy(
            "%(staff)s months after the last contact; lists that came in, %(lists)s days;"
            " signed papers apart, %(agreements)s years after the end of the loan."
        ),
    },
    "structures": {
        "name": gettext_lazy("Partner structures and their users"),
        "purpose": gettext_lazy("Conventions, requests, appointments, letters about loans."),
        "basis": gettext_lazy("The convention between the structure and us (RGPD, art. 6.1.b)."),
        "people": gettext_lazy("People who ask for access or sign in for a structure."),
        "data": gettext_lazy("Name, e-mail and phone at work, acts done, sign-ins."),
        "recipients": gettext_lazy("Coordinators."),
        "term": gettext_lazy(
            "As long as the convention; its signed papers, %(agreements)s years after its end."
            " Accounts %(accounts)s months after they are closed, then"
            " anonymised; requests for access are deleted once answered."
        ),
    },
    "donors": {
        "name": gettext_lazy("Donors, collections and tax receipts"),
        "purpose": gettext_lazy(
            "Collect gifts, prove erasure, tell what became of them, issue receipts."
        ),
        "basis": gettext_lazy("Legal obligation for receipts and books (RGPD, art. 6.1.c)."),
        "people": gettext_lazy("Donors and their contacts."),
        "data": gettext_lazy("Name, address, SIREN, contact, what was given, its declared value."),
        "recipients": gettext_lazy(
            "Coordinators, drivers for the day of a collection, the tax office."
        ),
        "term": gettext_lazy(
            "Receipts, certificates and other papers of lots %(receipts)s years; then their files"
            " and what they say go, their numbers and amounts remain. Contacts, and individuals"
            " themselves, %(donors)s months after the last lot, then erased; papers that name"
            " individuals are kept apart meanwhile."
        ),
    },
    "house": {
        "name": gettext_lazy("Users of the house"),
        "purpose": gettext_lazy("Sign in, work on one's site, know who did what."),
        "basis": gettext_lazy("Legitimate interest: security and proof (RGPD, art. 6.1.f)."),
        "people": gettext_lazy("Volunteers, employees and administrators of the association."),
        "data": gettext_lazy("Name, e-mail, role, sites, acts, pages of people that were opened."),
        "recipients": gettext_lazy("Administrators."),
        "term": gettext_lazy(
            "The account is closed on leaving, and anonymised %(accounts)s months later: the story"
            " then says that a former user did it. Who opened what, %(openings)s months."
        ),
    },
}


def _terms():
    terms = Retention.cached()
    return {
        "families": terms.family_months,
        "staff": terms.staff_months,
        "agreements": terms.agreement_years,
        "receipts": terms.contribution_years,
        "lists": terms.list_days,
        "accounts": terms.account_months,
        "donors": terms.donor_months,
        "openings": terms.opening_months,
    }


def _proposals():
    """{code: {part: text}} in the reader's language, with the terms as they are set."""
    terms = _terms()
    return {
        code: {name: str(text) % terms for name, text in parts.items()}
        for code, parts in PROPOSED.items()
    }


def register() -> list[Line]:
    """All lines of the record of processing: proposed ones as edited, then custom ones."""
    rows = {row.code: row for row in Processing.objects.select_related("confirmed_by")}
    proposals = _proposals()
    lines = [_line(code, proposed, rows.pop(code, None)) for code, proposed in proposals.items()]
    return lines + [_line(code, {}, row) for code, row in rows.items()]


def line_of(code: str) -> Line | None:
    return next((line for line in register() if line.code == code), None)


def _line(code, proposed, row):
    usual = {"transfers": str(NONE_OUTSIDE), "security": str(PROTECTION)} if proposed else {}
    written = {name: getattr(row, name) for name in Processing.PARTS} if row else {}
    parts = {
        name: written.get(name) or proposed.get(name) or usual.get(name, "")
        for name in Processing.PARTS
    }
    return Line(code, parts, not proposed, any(written.values()), row)
