"""The page of a hand-over, as several views answer with it."""

from django.contrib.auth.decorators import permission_required
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from core.models import Event
from inventory.accessories import without_charger
from loans.asking.person import warnings_for
from loans.forms.briefing import (
    AttachmentForm,
    BriefingForm,
    MandateForm,
    ProofForm,
    SecondLanguageForm,
)
from loans.forms.hand_over import AccessoryForm, VoucherForm
from loans.forms.terms import TermsForm
from loans.kits import bundles_of
from loans.lifecycle import ItemStatus
from loans.models import Briefing, Loan, Mandate
from loans.papers import second_text_for
from loans.steps import next_of, steps_of
from people.models import Language

MAX_RESULTS = 8

may_hand_over = permission_required("loans.hand_over", raise_exception=True)


def loan_at_the_counter(request, pk):
    """The loan of this id that its user sees, whatever its state, with what its page shows."""
    loans = Loan.objects.visible_to(request.user).for_list()
    related = ("organisation", "site", "request", "employer", "recipient__second_language")
    return get_object_or_404(loans.select_related(*related), pk=pk)


def show_counter(request, loan, **forms):
    """The page of a hand-over; a form of `forms` that was refused shows why, and what was typed."""
    items = list(loan.items.filter(status=ItemStatus.RESERVED).for_list())
    steps = steps_of(loan, items)
    context = {
        "loan": loan,
        "steps": steps,
        "next": next_of(steps),
        "refusals": request.session.get(refusals_key(loan), []),
        "events": Event.objects.about(loan).select_related("by")[:50],
        "terms": TermsForm(loan=loan),
    }
    return render(
        request,
        "loans/loan_hand_over.html",
        context | _things(loan, items) | _person(loan) | forms,
    )


def _things(loan, items):
    """What the page shows of what leaves, and of what the request still waits for."""
    lines = list(loan.request.lines.with_reserved().for_list()) if loan.request else []
    accessory, product = _still_asked(lines, "accessory"), _still_asked(lines, "product")
    return {
        "bundles": bundles_of(lines),
        "items": items,
        "uncharged": without_charger([item.device for item in items if item.device], loan.site),
        "accessory": AccessoryForm(initial=accessory),
        "voucher": VoucherForm(initial=product),
        "is_more_asked": bool(accessory or product),
    }


def _person(loan):
    """What the page shows of who receives it: guardians, proof, mandate, briefing, papers."""
    mandate = Mandate.objects.of(loan)
    briefing = Briefing.objects.filter(loan=loan).first()
    person = loan.recipient
    return {
        "guardians": person.guardians.all() if person else [],
        "warnings": warnings_for(loan, timezone.localdate()),
        "mandate": mandate,
        "briefing": briefing,
        "explained": BriefingForm(instance=briefing),
        "proof": ProofForm(),
        "collector": MandateForm(instance=mandate),
        "attachment": AttachmentForm(),
        "attachments": loan.attachments.filter(removed_at=None),
        "has_languages": bool(person) and Language.objects.filter(is_active=True).exists(),
        "second": SecondLanguageForm(person=person),
        "lacks_second": bool(person and person.second_language) and not second_text_for(loan),
    }


def _still_asked(lines, name):
    """The first accessory or voucher (`name`) that the request still waits for, for its form."""
    for line in lines:
        thing = getattr(line, name)
        if thing and line.still_open > 0:
            return {name: thing, "quantity": line.still_open}
    return None


def refusals_key(loan):
    return f"refused:{loan.pk}"
