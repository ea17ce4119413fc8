"""What is set aside: until when, how it gets there, what fits, and the papers to prepare it by."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import ValidationError
from django.db.models import F
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from core.acts import run_action
from core.forms import attempt
from core.pdf import pdf_response
from core.tables import page_of
from core.typed import number_of
from loans import operations, papers
from loans.forms.answers import ArrangeForm, LookForm
from loans.lifecycle import LoanStatus, RequestStatus
from loans.models import Loan, Request

may_hand_over = permission_required("loans.hand_over", raise_exception=True)
# Those who prepare: the whole house, never an association.
may_prepare = permission_required("inventory.view_device", raise_exception=True)


def _prepared(request, pk):
    loans = Loan.objects.visible_to(request.user).filter(status=LoanStatus.PREPARED)
    return get_object_or_404(loans.for_list(), pk=pk)


@may_prepare
def reservation_list(request):
    """What is set aside and not handed over, those that end first coming first."""
    look = LookForm(request.GET, user=request.user, names=["site", "day"])
    look.fields["day"].label = _("Collected on")
    today, day = timezone.localdate(), look.chosen("day")
    operations.release_expired(today=today, site__in=look.sites_chosen)
    loans = Loan.objects.visible_to(request.user).reserved_at(look.sites_chosen)
    loans = loans.filter(pickup_on=day) if day else loans
    page = page_of(request, loans.for_list().order_by(F("held_until").asc(nulls_last=True), "pk"))
    rows = [(loan, loan.seen_by(request.user), _left(loan, today)) for loan in page]
    context = {"look": look, "page": page, "rows": rows, "day": day, "today": today}
    return render(request, "loans/reservation_list.html", context)


def _left(loan, today):
    """Days left of the reservation; None without a last day."""
    return (loan.held_until - today).days if loan.held_until else None


@may_hand_over
def loan_arrange(request, pk):
    """Say how what is set aside gets there, and on which day."""
    loan = _prepared(request, pk)
    form = ArrangeForm(request.POST or None, loan=loan)
    if attempt(form, operations.arrange, loan, by=request.user):
        messages.success(request, _("It is noted."))
        return redirect(loan.counter_url)
    return render(request, "loans/loan_arrange.html", {"loan": loan, "form": form})


@require_POST
@may_hand_over
def loan_prolong(request, pk):
    loan = _prepared(request, pk)
    run_action(request, operations.prolong, loan, done=_("It is kept for longer."))
    return redirect((request.POST.get("list") and "reservation_list") or loan.counter_url)


@require_POST
@may_hand_over
def request_fitting(request, pk):
    """Set aside all that fits an accepted request, the longest ready first."""
    requests = Request.objects.visible_to(request.user).filter(status=RequestStatus.ACCEPTED)
    loan_request = get_object_or_404(requests, pk=pk)
    operations.release_expired(today=timezone.localdate(), site=loan_request.site_id)
    try:
        result = operations.reserve_fitting(loan_request, by=request.user)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
        return redirect("request_reserve", pk)
    tell = messages.success if result.count else messages.warning
    tell(request, _how_many(result))
    return redirect(result.loan.counter_url if result.count else loan_request)


def _how_many(result):
    done = ngettext("One thing is set aside.", "%(count)s things are set aside.", result.count)
    done = done % {"count": result.count} if result.count else _("Nothing that fits is free.")
    if not result.missing:
        return done
    left = ngettext("One is still missing.", "%(count)s are still missing.", result.missing)
    return f"{done} {left % {'count': result.missing}}"


@may_prepare
def loan_picklist(request, pk):
    """The list by which one hand-over is prepared, in the order of the shelves."""
    loan = _prepared(request, pk)
    return pdf_response(papers.render_picklist([loan], loan.site), f"{loan}-preparation")


@may_prepare
def picklist(request):
    """The list by which all that is collected on a day at a site is prepared."""
    look = LookForm(request.GET, user=request.user, names=["site", "day"])
    site = look.chosen("site") or look.sites.first()
    day = look.chosen("day", timezone.localdate())
    loans = Loan.objects.visible_to(request.user).reserved_at([site]).filter(pickup_on=day)
    loans = list(loans.for_list().order_by("pk")[: papers.MAX_PICKED])
    if not loans:
        messages.warning(request, _("Nothing is to be prepared for this day."))
        return redirect("reservation_list")
    name = f"preparation-{day.isoformat()}"
    return pdf_response(papers.render_picklist(loans, site, day), name)


@may_prepare
def loan_parcel(request, pk):
    """The labels of the parcels of a hand-over: so many, each with its number."""
    loan = _prepared(request, pk)
    count = number_of(request.GET.get("count", "1"))
    if not count or count > papers.MAX_PARCELS:
        raise Http404
    labels = papers.render_parcels(loan, count, user=request.user)
    return pdf_response(labels, f"{loan}-parcels")
