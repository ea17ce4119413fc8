"""Cards to tap on kernel pages: wishes of a person, what meets them, and features of a device."""

from typing import NamedTuple

from django.core import signing
from django.urls import reverse
from django.utils.translation import gettext as _

from loans.base.lifecycle.loans import LoanStatus, RequestStatus
from loans.models import Loan, Request
from modules.equipment_features.lifecycle import FEATURE_ICONS, OF_EQUIPMENT, OF_PAPERS, Feature
from modules.equipment_features.matching import features_of, matches_of, wanted_on, wishes_of
from modules.equipment_features.operations import change_device, change_wish
from modules.equipment_features.papers import READ, loans_to_read
from people.models import Recipient

# Signs the number of a person in the addresses that their own page shows.
SIGNER = signing.TimestampSigner(salt="equipment_features.own_page")
OPEN = [RequestStatus.DRAFT, RequestStatus.SENT, RequestStatus.ACCEPTED]


class Cards(NamedTuple):
    """Features to choose from, as (heading, [(feature, icon, whether it is chosen)])."""

    action: str
    groups: list
    chosen: list


def _cards(action, chosen, features=Feature):
    headings = {_("For the equipment"): OF_EQUIPMENT, _("For papers"): OF_PAPERS}
    groups = [
        (heading, [(one, FEATURE_ICONS[one], one in chosen) for one in group if one in features])
        for heading, group in headings.items()
    ]
    return Cards(action, [group for group in groups if group[1]], chosen)


def _of(user, person):
    """The cards of a person, for users who note wishes; None if there is nobody to note them of."""
    if not person or person.anonymised_at or not user.has_perm(change_wish.permission):
        return None
    if not Recipient.objects.visible_to(user).filter(pk=person.pk).exists():
        return None
    return _cards(reverse("feature_person", args=[person.pk]), wishes_of(person))


def of_person(user, person):
    cards = _of(user, person)
    return {"cards": cards} if cards else None


def of_request(user, request):
    """The wishes of the person of an open request; once accepted, also what meets them."""
    cards = _of(user, request.recipient) if request.status in OPEN else None
    if cards is None:
        return None
    if request.status != RequestStatus.ACCEPTED or not user.has_perm("loans.hand_over"):
        return {"cards": cards}
    return _matched(request, request.recipient, cards)


def of_loan(user, loan):
    """The wishes of the person of a loan and what meets them, at the hand-over and afterwards."""
    if not isinstance(loan, Loan) or loan.status not in READ:
        return None
    cards = _of(user, loan.recipient)
    if cards is None or (loan.status == LoanStatus.ACTIVE and not cards.chosen):
        return None
    return _matched(loan, loan.recipient, cards)


def _matched(subject, person, cards):
    is_request = isinstance(subject, Request)
    names = ("feature_take", "request_scan") if is_request else ("loan_accessory", "loan_scan")
    accessory, device = (reverse(name, args=[subject.pk]) for name in names)
    return {
        "cards": cards,
        "matches": matches_of(person, subject),
        "papers": [feature for feature in cards.chosen if feature in OF_PAPERS],
        "read_loan": None if is_request else subject,
        "take_accessory": accessory,
        "take_device": device,
    }


def of_papers(user, loan):
    """The agreement of a loan in large print, among its papers."""
    is_read = loan.recipient_id and loan.status in READ and user.has_perm("loans.read_agreement")
    return {"read_loan": loan} if is_read else None


def of_device(user, device):
    """The features of a device, and those that the person it is set aside for wants."""
    if not user.has_perm(change_device.permission):
        return None
    action = reverse("feature_device", args=[device.pk])
    cards = _cards(action, [f for f in OF_EQUIPMENT if f in features_of(device)], OF_EQUIPMENT)
    return {"cards": cards, "wanted": wanted_on(device)}


def of_own_page(_user, person):
    """The cards of a person on their own page, and their agreements in large print and aloud."""
    action = reverse("own_features", args=[SIGNER.sign(person.pk)])
    loans = [(loan, SIGNER.sign(f"{person.pk}-{loan.number}")) for loan in loans_to_read(person)]
    return {"cards": _cards(action, wishes_of(person)), "read_loans": loans, "is_own": True}
