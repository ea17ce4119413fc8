"""Screens that a phone shows at the door, as HTML in the language of the signatory."""

from django.template.loader import render_to_string
from django.utils import translation

from core.models import Identity
from loans.agreements.signing import page_of
from loans.base.papers import language_of
from loans.handovers.forms import DeclineForm
from modules.doorstep.forms import DeliveryForm, ReturnForm

UNUSED = "-"  # an answer is sent with the token of its session


def form_of(visit, data=None, *, signed_at=None):
    """The form of a visit, empty or with the fields of its answer."""
    if visit.agreement_id is None:
        return ReturnForm(data, loan=visit.loan, by=visit.by, signed_at=signed_at)
    page = page_of(visit.agreement)
    return DeliveryForm(
        data, agreement=visit.agreement, by=visit.by, facts=page.content, signed_at=signed_at
    )


def language_at(visit):
    return visit.agreement.text.language if visit.agreement_id else language_of(visit.loan)


def screens_of(visit):
    """The screens of a visit as HTML: explanation, text, and the form to sign."""
    with translation.override(language_at(visit)):
        facts = {"loan": visit.loan, "identity": Identity.cached(), "form": form_of(visit)}
        facts |= {"csrf_token": UNUSED, "LANGUAGE_CODE": translation.get_language()}
        if visit.agreement_id is None:
            return render_to_string("doorstep/_return.html", facts)
        facts |= page_of(visit.agreement).facts | {"declined": DeclineForm(), "is_turned": False}
        return render_to_string("doorstep/_delivery.html", facts)
