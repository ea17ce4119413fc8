"""The page of a loan, as several views answer with it."""

from django.db.models import Q
from django.shortcuts import render
from django.utils import timezone

from core.models import Document, Event
from inventory.forms.vouchers import RevealForm
from inventory.lifecycle.vouchers import VOUCHER_GIVEN_OUT
from loans import operations
from loans.appointments.about import appointments_about
from loans.forms.contributions import AgainForm, CancelForm
from loans.forms.followups import CallForm
from loans.lifecycle import ItemStatus
from loans.models import Briefing, ContributionReceipt, FollowUp, Incident, Mandate, ReturnLine
from loans.views.found import loan_or_404


def show_loan(request, pk, **forms):
    """The page of a loan; a form of `forms` that was refused shows why."""
    loan = loan_or_404(request, pk)
    if operations.release_expired(today=timezone.localdate(), pk=loan.pk):
        loan = loan_or_404(request, pk)
    items = list(loan.items.for_list())
    context = {
        "loan": loan,
        "person": loan.recipient.seen_by(request.user) if loan.recipient else "",
        "items": items,
        "agreements": loan.agreements.exclude(document=None),
        "amendments": loan.amendments.all(),
        "renewals": loan.renewals.all(),
        "incidents": Incident.objects.filter(item__loan=loan).for_list(),
        "has_devices_out": any(item.device_id and item.status == ItemStatus.OPEN for item in items),
        "receipts": receipts_of(loan) if request.user.has_perm("loans.read_agreement") else (),
        **_handed_over(loan, items, request.user),
        "is_overdue": loan.is_overdue(timezone.localdate()),
        **appointments_about(loan, request.user),
        "events": Event.objects.about(loan).select_related("by")[:100],
    }
    context |= calls_of(loan, request.user)
    return render(request, "loans/loan_detail.html", context | forms)


def _handed_over(loan, items, user):
    """What was said and kept at the hand-over, as far as `user` may know it."""
    if not user.has_perm("loans.read_agreement"):
        return {}
    return {
        "briefing": Briefing.objects.filter(loan=loan).first(),
        "mandate": Mandate.objects.filter(loan=loan).first(),
        "attachments": loan.attachments.filter(removed_at=None),
        **_contributed(loan),
        **_unprinted(items, user),
    }


def _unprinted(items, user):
    """The codes that left under a loan and nobody has seen, with the form of their slip.

    `seen_codes` says whether there are others: each is printed again from its own page, with a why.
    """
    if not user.has_perm("inventory.reveal_voucher"):
        return {}
    out = [item.voucher for item in items if item.voucher and item.status == ItemStatus.OPEN]
    out = [voucher for voucher in out if voucher.has_secret and voucher.status in VOUCHER_GIVEN_OUT]
    return {
        "unprinted": [voucher for voucher in out if voucher.is_unseen],
        "seen_codes": any(not voucher.is_unseen for voucher in out),
        "slip_form": RevealForm(was_shown=False, auto_id="slip_%s"),
    }


def _contributed(loan):
    """The receipts of its contribution, the latest first; forms to cancel it, or write it again."""
    if not loan.contribution:
        return {}
    receipts = list(ContributionReceipt.objects.filter(loan=loan).with_state())
    return {
        "contribution_receipts": receipts,
        "contribution_stands": any(not (r.is_cancelled or r.cancels_id) for r in receipts),
        "cancel_form": CancelForm(),
        "again_form": AgainForm(),
    }


def receipts_of(loan):
    """Those of its items, and of the parts of them that came back before."""
    of_items = loan.items.exclude(receipt=None).values("receipt")
    lines = ReturnLine.objects.filter(item__loan=loan).exclude(receipt=None)
    return Document.objects.filter(Q(pk__in=of_items) | Q(pk__in=lines.values("receipt")))


def calls_of(loan, user):
    """What the page of a loan shows of its calls: those made, and the next with its form."""
    calls = list(FollowUp.objects.visible_to(user).filter(loan=loan).select_related("by"))
    to_do = [call for call in calls if call.done_at is None and loan.status == loan.Status.ACTIVE]
    return {
        "calls": calls,
        "next_call": to_do[0] if to_do else None,
        "call_form": CallForm(by=user) if to_do else None,
    }
