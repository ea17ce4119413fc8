"""Appointments at another site than that of the request or loan, and undoing a "came"."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from core.models import Event
from core.workflow.lifecycle import Refused
from inventory.devices.lifecycle.devices import DeviceStatus
from loans.agreements.operations import agreements as agreement_operations
from loans.allocation.operations import reservations as reservations_operations
from loans.appointments import operations as appointment_operations
from loans.appointments.lifecycle import AppointmentStatus
from loans.appointments.slots import days_of
from loans.models import Appointment, ReturnLine
from loans.requests.operations import requests as request_operations
from tests.factories import (
    AppointmentFactory,
    LoanFactory,
    LoanItemFactory,
    OpeningHoursFactory,
    SiteFactory,
    UserFactory,
)
from tests.loans.conftest import sign

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


@pytest.fixture
def elsewhere(db):
    """Another site, which receives people every day."""
    other = SiteFactory()
    for weekday in range(7):
        OpeningHoursFactory(site=other, weekday=weekday)
    return other


@pytest.fixture
def there(elsewhere):
    """A counter user of the other site only."""
    return UserFactory(counter=True, sites=[elsewhere], site=elsewhere, language="en")


def slot_of(site):
    day = timezone.localdate() + timedelta(days=2)
    return days_of(site, day, day)[0].slots[0].starts_at


def today_at(hour):
    return timezone.localtime().replace(hour=hour, minute=0, second=0, microsecond=0)


def brought(item, site, **more):
    """Create an appointment to return the loan at `site`."""
    return AppointmentFactory(
        of_a_return=True, loan=item.loan, site=site, starts_at=today_at(9), **more
    )


# --- At another site -----------------------------------------------------------------------------


def test_an_association_chooses_the_site_with_hours_and_its_time(
    accepted_request, slots, elsewhere, desk, sign_in
):
    client, address = sign_in(desk), reverse("request_book", args=[accepted_request.pk])
    closed, time = SiteFactory(), slot_of(elsewhere)
    page = client.get(f"{address}?site={elsewhere.pk}")
    warning = f"matériel réservé est sur un autre site\xa0: {accepted_request.site}"
    assert warning in page.content.decode()
    assert closed not in page.context["sites"]
    assert time.isoformat() in page.content.decode()
    client.post(address, {"starts_at": time.isoformat(), "site": elsewhere.pk})
    assert Appointment.objects.get().site == elsewhere
    accepted_request.refresh_from_db()
    assert accepted_request.site != elsewhere


def test_a_user_of_the_other_site_is_offered_only_allowed_links(
    bare_request, elsewhere, there, sign_in
):
    visit = AppointmentFactory(request=bare_request, site=elsewhere, starts_at=today_at(9))
    client = sign_in(there)

    for address in (visit.get_absolute_url(), visit.day_url, reverse("appointment_list")):
        page = client.get(address).content.decode()
        assert f'href="{bare_request.get_absolute_url()}"' not in page
    assert f"The request is prepared at {bare_request.site}" in (
        client.get(visit.get_absolute_url()).content.decode()
    )
    assert client.post(reverse("appointment_serve", args=[visit.pk])).status_code == 403


def test_a_coordinator_moves_a_request_to_the_site_of_its_appointment(
    bare_request, elsewhere, coordinator, there, sign_in
):
    visit = AppointmentFactory(request=bare_request, site=elsewhere, starts_at=today_at(9))
    sign_in(coordinator).post(reverse("appointment_serve", args=[visit.pk]))

    bare_request.refresh_from_db()
    assert bare_request.site == elsewhere
    assert Event.objects.about(bare_request).get().kind == "request.served_at"
    assert sign_in(there).get(bare_request.get_absolute_url()).status_code == 200


def test_reservations_are_released_before_changing_the_site_of_an_open_request(
    accepted_request, prepared, elsewhere, coordinator
):
    with pytest.raises(Refused, match=": cancel it there first, or hand it over there"):
        appointment_operations.serve_at(accepted_request, by=coordinator, site=elsewhere)
    appointment_operations.cancel_loan(prepared, by=coordinator)
    request_operations.cancel_request(accepted_request, by=coordinator)
    with pytest.raises(Refused, match="its site cannot be changed"):
        appointment_operations.serve_at(accepted_request, by=coordinator, site=elsewhere)


def test_a_return_at_another_site_moves_the_devices_there(
    unrendered, site, elsewhere, there, sign_in
):
    loan = LoanFactory(active=True, site=site)
    item = LoanItemFactory(open=True, loan=loan, device__site=site)
    client = sign_in(there)
    code = {"code": item.device.asset_tag}
    client.post(reverse("return_put"), code)
    assert not ReturnLine.objects.exists()  # this person is not expected here

    brought(item, elsewhere)
    client.post(reverse("return_put"), code)
    shown = client.get(reverse("return_finish")).context["form"]["shown"].value()
    client.post(reverse("return_finish"), {"shown": shown})

    item.device.refresh_from_db()
    assert (item.device.status, item.device.site) == (DeviceStatus.RECEIVED, elsewhere)


# --- Undoing a "came" ----------------------------------------------------------------------------


def test_a_wrong_attendance_is_undone_on_the_agenda(counter, sign_in, site):
    visit = AppointmentFactory(kept=True, request__site=site, starts_at=today_at(9))
    client = sign_in(counter)
    undo = reverse("appointment_not_came", args=[visit.pk])
    assert undo in client.get(visit.day_url).content.decode()

    answer = client.post(undo, {"day": "1"})

    assert answer.url.startswith(visit.day_url)
    visit.refresh_from_db()
    assert visit.status == AppointmentStatus.BOOKED
    assert Event.objects.about(visit).get().kind == "appointment.not_kept"


def test_attendance_is_not_undone_after_a_signature(loan, device, counter, texts):
    visit = AppointmentFactory(request=None, loan=loan, starts_at=today_at(9))
    reservations_operations.reserve(loan, by=counter, devices=[device])
    sign(agreement_operations.issue(loan, by=counter), counter)

    with pytest.raises(Refused, match="A document has been signed or equipment returned since"):
        appointment_operations.not_come(visit, by=counter)


def test_only_an_attended_appointment_without_return_or_new_booking_is_undone(site, counter):
    item = LoanItemFactory(open=True, loan__site=site)
    LoanItemFactory(loan=item.loan, returned=True)
    again = AppointmentFactory(kept=True, starts_at=today_at(9))
    AppointmentFactory(request=again.request)
    others = [AppointmentFactory(**{name: True}) for name in ("booked", "missed", "cancelled")]
    for visit, words in (
        (brought(item, site, kept=True), "A document has been signed or equipment returned since"),
        (again, "already an appointment"),
        *((visit, None) for visit in others),
    ):
        with pytest.raises(Refused, match=words):
            appointment_operations.not_come(visit, by=counter)
