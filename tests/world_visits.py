"""Rows of the world for appointments."""

from datetime import timedelta

from django.utils import timezone

from tests.factories import (
    AppointmentFactory,
    ClosureFactory,
    OpeningHoursFactory,
    RequestFactory,
)


def add_appointments(world):
    """Add daily opening hours to the site, and an appointment for the accepted request."""
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
    past = timezone.now() - timedelta(days=9)
    AppointmentFactory(of_a_return=True, missed=True, loan=world.active_loan, starts_at=past)
