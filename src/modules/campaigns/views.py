"""Campaigns: loans chosen by filters, a preview, the launch, and the progress since."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Count
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from core.forms.actions import check_all_rows, redirect_saying, run_action, warn_of_ignored_rows
from core.forms.base import attempt
from core.http.access import allowed
from core.lists.tables import render_table
from core.models import Event
from core.pdf.render import pdf_response
from core.text_input import number_of
from loans.handovers.tables import LoanTable
from loans.models import Loan
from modules.campaigns import operations
from modules.campaigns.filters import RecallFilter
from modules.campaigns.forms import CampaignForm
from modules.campaigns.letters import render_letters
from modules.campaigns.lifecycle import CampaignStatus
from modules.campaigns.models import Campaign
from modules.campaigns.preview import (
    MAX_LOANS,
    can_be_called_back,
    numbers_of,
    plan_of,
    progress_of,
    with_visits,
)
from modules.campaigns.tables import CampaignRowTable, CampaignTable

LETTERS_PER_FILE = 100  # letters per file
may_run = allowed(operations.launch_campaign.permission)


def _campaign(pk):
    return get_object_or_404(Campaign.objects.all(), pk=pk)


@may_run
def campaign_list(request):
    table = CampaignTable(Campaign.objects.annotate(count=Count("rows")))
    return render_table(request, "campaigns/campaign_list.html", table)


@may_run
def campaign_new(request):
    """Select loans by filters or checkboxes, then the reason and days; store the selection.

    Ticks come from this page or from the list of loans; without ticks, all filtered loans are
    selected.
    """
    loans = can_be_called_back(Loan.objects.visible_to(request.user)).for_list()
    filters = RecallFilter(request.GET, queryset=loans.order_by("due_on", "pk"), request=request)
    ticked = _ticked(request)
    chosen = filters.qs if filters.is_valid() else loans.none()
    if ticked:
        chosen = loans.filter(pk__in=ticked).order_by("due_on", "pk")
    data = request.POST if "reason" in request.POST else None
    form = CampaignForm(data, loans=chosen[: MAX_LOANS + 1])
    if ticked:
        _look_for_missing(request, form, chosen.values_list("pk"))
    if attempt(form, operations.prepare_campaign, by=request.user):
        return redirect(form.result or "campaign_list")
    table = LoanTable(chosen, user=request.user)
    if not ticked:
        table.show(table.Meta.more_columns, ticks=True)
    context = {"filters": filters, "form": form, "most": MAX_LOANS, "count": chosen.count()}
    context |= {"ticked": [loan.pk for loan in chosen] if ticked else []}
    return render_table(request, "campaigns/campaign_new.html", table, **context)


def _look_for_missing(request, form, chosen):
    """Report ticked loans that are missing; a submitted form is refused and shown again."""
    if not form.is_bound:
        warn_of_ignored_rows(request, LoanTable.tick_name, chosen)
        return
    try:
        check_all_rows(request, LoanTable.tick_name, chosen)
    except ValidationError as refusal:
        form.add_error(None, refusal)


def _ticked(request):
    ids = [number_of(text) for text in request.POST.getlist(LoanTable.tick_name)[:MAX_LOANS]]
    return [pk for pk in ids if pk is not None]


@may_run
def campaign_detail(request, pk):
    campaign = _campaign(pk)
    rows = with_visits(campaign.rows.for_list())
    context = {"campaign": campaign, "events": Event.objects.about(campaign).select_related("by")}
    steps = None
    if campaign.status == CampaignStatus.PREPARED:
        planned = plan_of(campaign, list(rows))
        steps = {step.row.pk: step for step in planned}
        context["numbers"] = numbers_of(planned)
    elif campaign.status == CampaignStatus.LAUNCHED:
        context["progress"] = progress_of(campaign)
        context |= _on_paper(campaign.rows.to_print().count())
    table = CampaignRowTable(rows, user=request.user, steps=steps, request=request)
    return render_table(request, "campaigns/campaign_detail.html", table, **context)


def _on_paper(count):
    """The letters to print, in parts: (number, first, last)."""
    firsts = range(1, count + 1, LETTERS_PER_FILE)
    parts = [
        (number, first, min(first + LETTERS_PER_FILE - 1, count))
        for number, first in enumerate(firsts, 1)
    ]
    return {"paper": count, "parts": parts}


@may_run
def campaign_edit(request, pk):
    campaign = _campaign(pk)
    if campaign.status != CampaignStatus.PREPARED:
        return redirect(campaign)
    name = campaign.name
    form = CampaignForm(request.POST or None, instance=campaign)
    if attempt(form, operations.change_campaign, by=request.user):
        return redirect_saying(request, _("The changes are saved."), campaign)
    context = {"form": form, "campaign": campaign, "name": name}
    return render(request, "campaigns/campaign_edit.html", context)


@may_run.by_post
def campaign_launch(request, pk):
    campaign = _campaign(pk)
    done = _("Sent: e-mails and SMS are in the outbox, and the other letters are to be printed.")
    run_action(request, operations.launch_campaign, campaign, done=done)
    return redirect(campaign)


@may_run.by_post
def campaign_drop(request, pk):
    campaign = _campaign(pk)
    run_action(
        request, operations.drop_campaign, campaign, done=_("The campaign has been dropped.")
    )
    return redirect("campaign_list")


@may_run.by_post
def campaignloan_remove(request, pk, row_pk):
    """Remove a loan from a campaign; idempotent."""
    campaign = _campaign(pk)
    row = campaign.rows.filter(pk=row_pk).select_related("campaign", "loan").first()
    if row:
        done = _("%(loan)s has been removed from the campaign.") % {"loan": row.loan}
        run_action(request, operations.remove_from_campaign, row, done=done)
    return redirect(campaign)


@may_run
def campaign_letters(request, pk):
    """One part of the letters to post to people without another address, as a PDF."""
    campaign = _campaign(pk)
    part = number_of(request.GET.get("part")) or 1
    rows = campaign.rows.to_print().for_list().select_related("campaign")
    rows = rows[(part - 1) * LETTERS_PER_FILE : part * LETTERS_PER_FILE] if part < MAX_LOANS else ()
    if not rows:
        messages.info(request, _("This campaign has no printed letters."))
        return redirect(campaign)
    return pdf_response(render_letters(rows), f"campaign-{campaign.pk}-{part}")
