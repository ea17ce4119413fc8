"""Party and signatories of an agreement, by the capacity of a person's representative.

A representative who acts in the name of another binds that person alone (Code civil, 1154). Parents
borrow in their own name on behalf of a child, and so does a third party to whom a child is
entrusted, for everyday acts (373-4). Gifts and purchases belong to the child in any case.
`docs/law.md` shows this table with its sources.
"""

from typing import NamedTuple

from django.utils.translation import gettext_lazy as _

from people.base.lifecycle import Relationship


class Representation(NamedTuple):
    """Effect of a capacity.

    `declares` is the sentence that the representative signs, and `seen` the document to look at.
    `of_adult` is true if it lasts when the person is of age; `borrows`, if the representative is
    the party to a loan; `assists`, if the person signs too.
    """

    declares: str
    seen: str
    of_adult: bool = False
    borrows: bool = False
    assists: bool = False


PARENT = Representation(
    _("Declares that they have parental authority."), _("family record book"), borrows=True
)
BY_DECISION = _("Acts under a court decision.")
DECISION = _("court decision")
REPRESENTATIONS = {
    Relationship.MOTHER: PARENT,
    Relationship.FATHER: PARENT,
    Relationship.THIRD: Representation(
        _("Declares that the child is entrusted to them."),
        _("decision or letter entrusting the child"),
        borrows=True,
    ),
    Relationship.GUARDIAN: Representation(
        _("Acts under a decision of the family council or of the judge."),
        _("decision that appoints the guardian"),
    ),
    Relationship.TUTOR: Representation(BY_DECISION, DECISION, of_adult=True),
    Relationship.EMPOWERED: Representation(BY_DECISION, DECISION, of_adult=True),
    Relationship.MANDATARY: Representation(
        _("Acts under a protection mandate in force."),
        _("mandate stamped by the court registry"),
        of_adult=True,
    ),
    Relationship.CURATOR: (ASSISTS := Representation("", DECISION, of_adult=True, assists=True)),
    Relationship.ASSISTANT: ASSISTS,
}
# An agent who signs for an organisation, or for an employer of a borrower, binds it alone.
ORGANISATION, EMPLOYER = "organisation", "employer"
AGENT = Representation(_("Declares that they have the power to sign for the organisation."), "")
REPRESENTATIONS |= {ORGANISATION: AGENT, EMPLOYER: AGENT}
# Capacities of the representatives of an adult.
PROTECTORS = {capacity for capacity, effect in REPRESENTATIONS.items() if effect.of_adult}
