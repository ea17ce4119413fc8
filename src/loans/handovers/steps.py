"""The steps of a hand-over: a page for each, the bar that leads through them, and drafts.

Values typed on a step are submitted by each link that leaves it, and kept in the session as a
draft: the bar and “back” lose nothing, and save nothing that was not confirmed.
"""

from typing import NamedTuple

from django.forms.utils import ErrorDict
from django.http import QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from core.modules.registry import is_on
from inventory.accessories.fitting import without_charger
from loans.base.lifecycle.loans import AgreementStatus, Audience, ItemStatus, LoanStatus
from loans.base.papers import changes_since
from loans.handovers.payments_due import payment_problems
from loans.models import Briefing
from loans.organisations.already_equipped import walk_in_refusal, warnings_for
from loans.vouchers.forms import LiftForm

SENT = {"loan_explained", "loan_terms"}  # steps whose form is sent by every link that leaves them


class Step(NamedTuple):
    """`name` is the URL name; `todo` is what the signature still needs, "" if nothing.

    A step that needs nothing and was not done is shown as skipped by the steps after it.
    """

    name: str
    label: str
    todo: str
    is_done: bool
    href: str


def steps_of(loan):
    """The steps in order (recipient, items, briefing, terms, signature).

    Only signing completes the last step.
    """
    is_structure = loan.audience == Audience.STRUCTURE
    has_items = loan.items.filter(status=ItemStatus.RESERVED).exists()
    is_named = loan.recipient_id is not None or is_structure
    rows = [
        ("loan_recipient", pgettext("person", "Who"), is_named, _("Choose the person")),
        ("loan_what", pgettext("equipment", "What"), has_items, _("Scan what leaves")),
    ]
    if not is_structure:
        noted, needs_training = Briefing.objects.filter(loan=loan).first(), is_on("training")
        is_answered = bool(noted and noted.training) or not needs_training
        is_briefed = bool(noted and noted.explained and is_answered)
        todo = not is_answered and _("Record the answer about training")
        rows.append(("loan_explained", _("Explained"), is_briefed, todo))
    todo = payment_problems(loan) and _("Enter the payment")
    rows += [
        ("loan_terms", _("Terms"), not todo and loan.agreements.exists(), todo),
        ("agreement_issue", _("Signature"), False, _("Go to the signature")),
    ]
    return [
        Step(name, label, "" if is_done else todo or "", is_done, reverse(name, args=[loan.pk]))
        for name, label, is_done, todo in rows
    ]


def step_after(loan, steps, name):
    """The step after the named step: the next step to do, or that asks something."""
    place = [step.name for step in steps].index(name)
    always = {"loan_terms", "loan_what"} if _has_items_to_compare(loan) else {"loan_terms"}
    later = (step for step in steps[place + 1 :] if step.todo or step.name in always)
    return next(later, None)


def _has_items_to_compare(loan):
    """Whether items were set aside earlier, for a request or an appointment, or lack a charger.

    The items of a walk-in have just been scanned at the counter.
    """
    is_set_aside = loan.request_id or loan.appointments.exists()
    items = loan.items.filter(status=ItemStatus.RESERVED).for_list()
    return bool(is_set_aside or without_charger(items, loan.site))


def counter_address(loan):
    """The URL to continue a loan at the counter: the first step that is not done.

    Until the briefing or the agreement is begun, the person's step comes first while there is a
    warning or a proof to check, and the items are shown before the steps after them.
    """
    if loan.status != LoanStatus.PREPARED:
        return loan.get_absolute_url()
    steps = steps_of(loan)
    step = next(step for step in steps if step.todo)
    issued = loan.agreements.filter(status=AgreementStatus.ISSUED)
    if issued.exists() or Briefing.objects.filter(loan=loan).exists():
        return step.href
    if is_person_to_check(loan):
        return steps[0].href
    return steps[min(steps.index(step), 1)].href


def is_person_to_check(loan):
    """Whether the person of a loan has shown no proof, or there is a warning against lending."""
    if loan.recipient is None:
        return False
    return not loan.recipient.proof_seen_on or bool(warnings_for(loan, timezone.localdate()))


def warnings_of(loan):
    """Context of `loans/handovers/_warnings.html`."""
    today = timezone.localdate()
    return {
        "warnings": warnings_for(loan, today),
        "refusal": walk_in_refusal(loan, today),
        "lift": LiftForm(auto_id="lift_%s"),
    }


def show_step(request, loan, name, template, form=None, **context):
    """Render a step of a prepared loan; its `form` may have errors."""
    if loan.status != LoanStatus.PREPARED and request.method == "GET":
        return redirect(loan)
    steps = steps_of(loan)
    issued = loan.agreements.filter(status=AgreementStatus.ISSUED).first()
    place = next((place for place, step in enumerate(steps) if step.name == name), None)
    whole = {
        "loan": loan,
        "form": form,
        "sends": name in SENT,
        "outdated": issued if issued and changes_since(issued) else None,
        "undone": [step for step in steps[:-1] if step.todo],
        "steps": steps,
        "place": place,
        "step": None if place is None else steps[place],
        "before": steps[place - 1] if place else None,
        "after": None if place is None else step_after(loan, steps, name),
    }
    return render(request, template, whole | context)


# --- Drafts: values typed on a step that the user left. ---


def _draft_key(loan, form):
    return f"draft:{type(form).__name__}:{loan.pk}"


def follow_step(request, loan, form):
    """Redirect to the step whose button was pressed, keeping the draft.

    Returns None without such a button.
    """
    there = next((step for step in steps_of(loan) if step.name == request.POST.get("go")), None)
    if there is None:
        return None
    request.session[_draft_key(loan, form)] = request.POST.urlencode()
    return redirect(there.href)


def restore_draft(request, loan, form):
    """Fill an unsent form with the draft typed before the user left its step."""
    typed = request.session.get(_draft_key(loan, form))
    if typed and not form.is_bound:
        form.data, form.is_bound, form._errors = QueryDict(typed), True, ErrorDict()


def drop_draft(request, loan, form):
    request.session.pop(_draft_key(loan, form), None)
