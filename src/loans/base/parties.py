"""Parties and signatories of agreements, amendments and receipts.

The effect of a representative's capacity is in `people.base.representation`. Papers show only the
name and the capacity of guardians: parents who live apart each keep a copy.
"""

from typing import NamedTuple

from django.utils.translation import gettext as _

from core.formatting import full_date
from loans.base.lifecycle.agreements import SignerRole
from loans.base.lifecycle.loans import LoanKind
from loans.base.text_values import lines_of
from people.base.representation import ORGANISATION, REPRESENTATIONS


class Signatory(NamedTuple):
    """A signatory, their role, and `note`: for whom and in what capacity they sign."""

    role: str
    name: str
    note: str = ""

    def __str__(self):
        return self.name


class Borrower(NamedTuple):
    """The person bound by an agreement, with their representative, and the child it is for.

    `details` identify an adult: an address, a phone, an organisation.
    """

    name: str
    child: str
    details: str


def guardians_of(loan):
    """[the guardian who signs in place of the person], or []."""
    representative = loan.recipient_id and loan.recipient.representative
    return [representative] if representative else []


def borrower_of(loan, guardians):
    """The `Borrower` of a loan: the person, an organisation, or the parent of a minor."""
    person = loan.recipient
    if guardians:
        (guardian,) = guardians
        if borrows(loan, guardian):
            return Borrower(_named(guardian), str(person), "")
        params = {"person": person, "guardian": _named(guardian)}
        return Borrower(_("%(person)s, represented by %(guardian)s") % params, "", "")
    if person is None:
        return party_of(loan.organisation)
    details = [", ".join(lines_of(person)), person.phone]
    return Borrower(str(person), "", " · ".join(filter(None, details)))


def party_of(organisation):
    """An organisation or an employer as a party, with its SIRET number or else its RNA number."""
    number = f"SIRET {organisation.siret}" if organisation.siret else organisation.rna
    details = [number, ", ".join(lines_of(organisation))]
    return Borrower(str(organisation), "", " · ".join(filter(None, details)))


def agent_of(organisation, situation=ORGANISATION):
    """The `Signatory` who types their name and role, for an organisation."""
    return Signatory(SignerRole.AGENT, str(organisation), str(REPRESENTATIONS[situation].declares))


def borrows(loan, guardian):
    """Whether the representative is the party: for loans only, as gifts belong to the child."""
    is_loan = loan.kind == LoanKind.LOAN and not loan.sale_price
    return guardian.representation.borrows and is_loan


def _named(guardian):
    return f"{guardian.name}, {guardian.get_relationship_display()}"


def signatories_of(loan, guardians, mandate):
    """The signatories: the collector with a mandate, else the guardian, else the borrower.

    A mandate is signed for the person who is bound. A curator signs beside the person whom they
    assist (Code civil, 467).
    """
    if mandate:
        bound = borrower_of(loan, guardians).name if guardians else loan.borrower
        return [
            Signatory(SignerRole.COLLECTOR, str(mandate), _("for %(person)s") % {"person": bound})
        ]
    if guardians:
        (guardian,) = guardians
        return [Signatory(SignerRole.GUARDIAN, guardian.name, _in_place_of(loan, guardian))]
    if loan.recipient is None:
        return [agent_of(loan.organisation)]
    person = Signatory(SignerRole.PERSON, str(loan.borrower))
    curator = loan.recipient_id and loan.recipient.curator
    if not curator:
        return [person]
    note = _("%(quality)s, assists %(person)s.")
    params = {"quality": curator.get_relationship_display(), "person": loan.borrower}
    return [person, Signatory(SignerRole.GUARDIAN, curator.name, note % params + _seen(curator))]


def _in_place_of(loan, guardian):
    """The capacity in which a guardian signs, for whom they sign, and their declaration."""
    params = {
        "quality": guardian.get_relationship_display(),
        "person": loan.borrower,
        "declaration": guardian.representation.declares,
    }
    return _("%(quality)s, for %(person)s. %(declaration)s") % params + _seen(guardian)


def _seen(guardian):
    """The sentence on the document that proves the capacity, with a space before; or ""."""
    if not guardian.seen_on:
        return ""
    params = {"document": guardian.representation.seen, "day": full_date(guardian.seen_on)}
    return " " + _("Document seen on %(day)s: %(document)s.") % params
