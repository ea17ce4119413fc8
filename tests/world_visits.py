"""Rows of the world for appointments and recalls."""

from datetime import timedelta

from django.utils import timezone

from loans.campaigns.lifecycle import CampaignStatus
from tests.factories import (
    AppointmentFactory,
    CampaignLoanFactory,
    ClosureFactory,
    OpeningHoursFactory,
    RequestFactory,
)


def add_appointments(world):
    """The site receives people every day; somebody comes for the accepted request."""
    for weekday in range(7):
        OpeningHoursFactory(site=world.site, weekday=weekday)
    later = timezone.localdate() + timedelta(days=300)
    world.closure = ClosureFactory(site=world.site, first_on=later, last_on=later)
    awaited = RequestFactory(
        accepted=True,
        organisation=world.organisation,
        recipient=world.person,
        site=world.site,
        created_by=world.association_user,
        note="une personne voit très mal de près",
    )
    world.appointment = AppointmentFactory(request=awaited, booked_by=world.association_user)
    world.campaign_row = CampaignLoanFactory(loan=world.active_loan)
    world.campaign = world.campaign_row.campaign
    sent = CampaignLoanFactory(loan=world.active_loan, outcome="asked", way="paper")
    world.launched_campaign = sent.campaign
    world.launched_campaign.transition_to(CampaignStatus.LAUNCHED)
    past = timezone.now() - timedelta(days=9)
    AppointmentFactory(of_a_return=True, missed=True, loan=world.active_loan, starts_at=past)
