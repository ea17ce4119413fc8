"""The question of the year, on the pages of a person and of an extension, and their own page."""

from django.core import signing
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import ngettext

from modules.household_check.models import HouseholdCheck, due
from modules.household_check.operations import confirm_household, last_facts
from people.base.lifecycle import RecipientKind

# Signs the number of a person in the address that their own page shows.
SIGNER = signing.TimestampSigner(salt="household_check.own_page")


def is_due(person):
    return due(timezone.localdate()).filter(pk=person.pk).exists()


def _question(person, name, key):
    """The facts on record, also as text, and the address where they are confirmed."""
    facts = last_facts(person)
    return {
        "facts": facts,
        "words": ", ".join(_in_words(**facts)),
        "href": reverse(name, args=[key]),
        "is_due": True,
    }


def _in_words(household_size, pupils, devices_at_home):
    """Yield the facts that are not empty as text."""
    text = ngettext("%(n)s person at home", "%(n)s people at home", household_size)
    yield text % {"n": household_size}
    if pupils is not None:
        text = ngettext("%(n)s pupil or student", "%(n)s pupils and students", pupils)
        yield text % {"n": pupils}
    if devices_at_home is not None:
        text = ngettext("%(n)s device of their own", "%(n)s devices of their own", devices_at_home)
        yield text % {"n": devices_at_home}


def of_loan(user, loan):
    """The question at the extension of a loan, if it is due; its answer leads back there."""
    may = user.has_perm(confirm_household.permission) and loan.recipient
    if not may or not is_due(loan.recipient):
        return None
    question = _question(loan.recipient, "household_confirm", loan.recipient.pk)
    extension = reverse("loan_renew", args=[loan.pk])
    return question | {"href": f"{question['href']}?back={extension}"}


def of_person(user, person):
    """The question if it is due, or else the day of the last confirmation."""
    may = user.has_perm(confirm_household.permission) and person.kind == RecipientKind.FAMILY
    if not may or person.anonymised_at:
        return None
    last = HouseholdCheck.objects.filter(recipient=person).first()
    question = _question(person, "household_confirm", person.pk)
    return question | {"is_due": is_due(person), "last": last}


def of_own_page(_user, person):
    return _question(person, "own_household", SIGNER.sign(person.pk)) if is_due(person) else None
