"""Parts of kernel pages: the rights of a person, and the notice that their data is frozen."""

from modules.data_rights.links import SIGNER
from modules.data_rights.models import DataRequest, Freeze

ANSWER = "data_rights.answer_request"


def rights_of(user, person):
    """Requests and freeze of a person, for users who answer them."""
    if person.anonymised_at or not user.has_perm(ANSWER):
        return None
    requests = DataRequest.objects.filter(recipient=person)
    return {"data_requests": requests, "freeze": freeze_of(person)}


def freeze_of(person):
    return Freeze.objects.active().filter(recipient=person).first()


def frozen(user, person):
    """The freeze of a person, for the team: nobody writes or calls meanwhile."""
    freeze = user.has_perm("people.view_recipient") and freeze_of(person)
    return {"freeze": freeze} if freeze else None


def frozen_borrower(user, loan):
    return loan.recipient and frozen(user, loan.recipient)


def tab(user, subject):
    return {} if user.has_perm(ANSWER) else None


def own_requests(user, person):
    """Requests of a person and the token of the page where they ask, for their own page."""
    rows = DataRequest.objects.filter(recipient=person)
    return {"data_token": SIGNER.sign(person.pk), "data_requests": rows}
