"""Sections about the devices kept back, on pages of requests, hand-overs and stock."""

from django.urls import reverse

from core.workflow.lifecycle import Refused
from loans.base.lifecycle.loans import LoanStatus, RequestStatus
from loans.models import Loan
from modules.reserve.forms import DrawForm
from modules.reserve.operations import check_may_draw, draw, save_level
from modules.reserve.spares import fillings_at
from people.models import Site


def beside_figures(user, sites):
    """The number kept back at these sites, which figures of the page leave out."""
    sites = [sites] if isinstance(sites, Site) else list(sites or ())
    fillings = fillings_at(sites) if user.has_perm("inventory.view_device") else []
    may_change = user.has_perm(save_level.permission)
    return {"fillings": fillings, "sites": sites, "may_change": may_change} if fillings else None


def of_request(user, request):
    """The devices kept back that an accepted request lacks, for users who may take one."""
    if request.status != RequestStatus.ACCEPTED:
        return None
    return _offers(user, request, request.lines, reverse("request_draw", args=[request.pk]))


def of_loan(user, loan):
    """The devices kept back that a prepared hand-over lacks, for users who may take one."""
    if not isinstance(loan, Loan) or loan.status != LoanStatus.PREPARED:
        return None
    lines = loan.request.lines if loan.request_id else None
    return _offers(user, loan, lines, reverse("loan_draw", args=[loan.pk]))


def _offers(user, subject, lines, action):
    if not user.has_perm(draw.permission):
        return None
    where = {}
    if lines is not None:
        lacking = [line for line in lines.with_reserved() if line.still_open > 0]
        where["category__in"] = {line.category_id for line in lacking} - {None}
    fillings = fillings_at([subject.site_id], **where)
    offers = [
        {"level": one.level, "number": one.number, "reasons": reasons}
        for one in fillings
        if one.number and _may_draw(one.level, user) and (reasons := one.level.reasons_for(subject))
    ]
    form = DrawForm(subject=subject)
    return {"offers": offers, "action": action, "draw_form": form} if offers else None


def _may_draw(level, user):
    try:
        check_may_draw(level, user)
    except Refused:
        return False
    return True
