"""Campaigns: freeze a selection of loans, preview it, and recall all loans in one operation.

A campaign is one operation of any size: thousands of loans are recalled in one transaction of a few
statements, so that a campaign is never half done. Its letters are rows of the outbox, sent fifty to
a task; printed letters are in files of a hundred.
"""

from collections import defaultdict

from django.utils.translation import gettext as _

from core.models import Event
from core.workflow.lifecycle import Refused
from core.workflow.operations import operation, save_valid
from loans.appointments.lifecycle import AppointmentKind
from loans.appointments.operations import place_in
from loans.models import Appointment, Loan
from modules.campaigns.lifecycle import CampaignStatus, Outcome, Way
from modules.campaigns.models import Campaign, CampaignLoan
from modules.campaigns.preview import Step, check_selection, plan_of
from people.models import Site, User
from people.outbox.lifecycle import Channel
from people.outbox.posting import post_many


@operation("campaigns.run_campaign")
def prepare_campaign(campaign: Campaign, *, by: User, loans: list[Loan]) -> Campaign:
    """Freeze this selection of loans as a campaign to review; no letter is posted yet."""
    check_selection(loans)
    campaign.created_by = by
    save_valid(campaign)
    CampaignLoan.objects.bulk_create(CampaignLoan(campaign=campaign, loan=loan) for loan in loans)
    Event.objects.record("campaign.prepared", campaign, by=by, count=len(loans))
    return campaign


@operation("campaigns.run_campaign")
def change_campaign(campaign: Campaign, *, by: User) -> Campaign:
    """Save corrections of a campaign that is not launched yet."""
    _lock_to_prepare(Campaign.objects.get(pk=campaign.pk))
    save_valid(campaign, update_fields=["name", "reason", "mode", "first_on", "last_on"])
    Event.objects.record("campaign.changed", campaign, by=by)
    return campaign


@operation("campaigns.run_campaign")
def remove_from_campaign(row: CampaignLoan, *, by: User) -> Campaign:
    """Remove a loan from a campaign that is not launched yet."""
    _lock_to_prepare(row.campaign)
    row.delete()
    Event.objects.record("campaign.row_removed", row.campaign, by=by, loan=row.loan.number)
    return row.campaign


@operation("campaigns.run_campaign", locks=True)
def drop_campaign(campaign: Campaign, *, by: User) -> Campaign:
    """Cancel a campaign before its launch."""
    campaign.transition_to(CampaignStatus.DROPPED)
    Event.objects.record("campaign.dropped", campaign, by=by)
    return campaign


def _lock_to_prepare(campaign: Campaign) -> None:
    campaign.lock()
    if campaign.status != CampaignStatus.PREPARED:
        raise Refused(_("“%(name)s” has already been sent or dropped.") % {"name": campaign})


@operation("campaigns.run_campaign")
def launch_campaign(campaign: Campaign, *, by: User) -> Campaign:
    """Recall every loan of a campaign, once: book times in order, and post letters to the outbox.

    Without an address, a letter is printed; without a free time, the letter asks the reader to
    book.
    """
    _lock_to_prepare(campaign)
    loans = Loan.objects.filter(campaign_rows__campaign=campaign)
    loans.lock()
    sites = Site.objects.filter(loan__in=loans).distinct().values("pk")
    list(Site.objects.filter(pk__in=sites).order_by("pk").select_for_update(no_key=True))
    steps = plan_of(campaign, list(campaign.rows.for_list()))
    if not any(step.way for step in steps):
        raise Refused(_("There are no loans left to recall."))
    _book([step for step in steps if step.slot], by)
    _post_letters(steps)
    rows = [step.row for step in steps]
    _write(rows)
    event_rows = [(step.row.loan, {"campaign": campaign.pk}) for step in steps if step.way]
    Event.objects.record_many("loan.called_back", event_rows, by=by)
    campaign.transition_to(CampaignStatus.LAUNCHED)
    counts = {
        "booked": sum(step.outcome == Outcome.BOOKED for step in steps),
        "paper": sum(row.way == Way.PAPER for row in rows),
    }
    Event.objects.record("campaign.launched", campaign, by=by, **counts)
    return campaign


def _book(steps: list[Step], by: User) -> None:
    """Book the slots of these steps in bulk; each row then refers to its appointment."""
    rows = Appointment.objects.bulk_create(
        Appointment(
            kind=AppointmentKind.RETURN,
            site=step.row.loan.site,
            organisation=step.row.loan.organisation,
            loan=step.row.loan,
            booked_by=by,
            **place_in(step.slot),
        )
        for step in steps
    )
    for step, appointment in zip(steps, rows, strict=True):
        step.row.appointment = appointment
    event_data = {row: {"at": row.starts_at.isoformat()} for row in rows}
    Event.objects.record_many("appointment.booked", list(event_data.items()), by=by)
    Event.objects.record_many(
        "appointment.booked", [(row.loan, data) for row, data in event_data.items()], by=by
    )


def _post_letters(steps: list[Step]) -> None:
    """Record the channel on the row of each step, and post the letters."""
    for step in steps:
        step.row.outcome, step.row.way = step.outcome, step.way
    posted = [step for step in steps if step.way and step.to is not None]
    messages = post_many(
        (step.letter.code, step.row.appointment or step.row, step.to, step.row.loan.site)
        for step in posted
    )
    for step, message in zip(posted, messages, strict=True):
        step.row.way = Way.SMS if message.channel == Channel.SMS else Way.EMAIL


def _write(rows: list[CampaignLoan]) -> None:
    """Save the result of each row: its appointment, then the outcomes, grouped."""
    booked = [row for row in rows if row.appointment_id]
    CampaignLoan.objects.bulk_update(booked, ["appointment"], batch_size=500)
    alike = defaultdict(list)
    for row in rows:
        alike[row.outcome, row.way].append(row.pk)
    for (outcome, way), ids in alike.items():
        CampaignLoan.objects.filter(pk__in=ids).update(outcome=outcome, way=way)
