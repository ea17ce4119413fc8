from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from people.models import User
from people.roles import Role
from tests.factories import (
    DeviceFactory,
    DonationFactory,
    LoanFactory,
    OrganisationFactory,
    RecipientFactory,
    RequestFactory,
    VoucherFactory,
)

HOME = reverse("home")


def numbers(answer):
    """Each number of a home page by the list behind it."""
    return {number.href: number.count for number in answer.context["numbers"]}


def things(answer, heading):
    panel = next(p for p in answer.context["panels"] if p.heading == heading)
    return list(panel.rows)


@pytest.fixture
def read(sign_in, english):
    def read(user):
        user.language = "en"
        user.save(update_fields=["language"])
        return sign_in(user).get(HOME)

    return read


def test_a_volunteer_sees_lots_to_come_labels_to_print_and_what_came_back(read, volunteer, site):
    coming = DonationFactory(scheduled=True, site=site)
    come = DonationFactory(received=True, site=site)
    new = DeviceFactory(received=True, site=site, donation=come)
    DonationFactory(scheduled=True)
    page = read(volunteer)
    assert things(page, "Lots expected") == [coming]
    assert things(page, "Labels to print") == [come]
    assert things(page, "Returned, to put on a shelf") == [new]
    assert f"{reverse('label_print')}?donation={come.pk}" in page.content.decode()
    assert numbers(page)["/donations/?status=scheduled"] == 1


def test_a_technician_sees_what_to_finish_to_erase_and_to_check(read, technician, site):
    clean = DeviceFactory(refurbishing=True, erased=True, site=site)
    dirty = DeviceFactory(refurbishing=True, site=site)
    new = DeviceFactory(received=True, site=site)
    page = read(technician)
    assert things(page, "Erased, to finish") == [clean]
    assert things(page, "On the bench, data to erase") == [dirty]
    assert things(page, "To check next") == [new]
    assert numbers(page)["/devices/?status=refurbishing"] == 2


def test_the_counter_sees_hand_overs_and_what_is_due_and_overdue(read, counter, site):
    today = timezone.localdate()
    prepared = LoanFactory(prepared=True, site=site)
    due = LoanFactory(active=True, site=site, due_on=today, starts_on=today)
    late = LoanFactory(
        active=True, site=site, due_on=today - timedelta(1), starts_on=today - timedelta(9)
    )
    page = read(counter)
    assert things(page, "Hand-overs being prepared") == [prepared]
    assert things(page, "Due back this week") == [due]
    assert things(page, "Overdue") == [late]
    assert numbers(page)[f"/loans/?status=active&due_on={today.isoformat()}"] == 1
    assert numbers(page)["/loans/?overdue=true"] == 1


def test_a_coordinator_sees_every_site_stock_requests_and_vouchers(read, coordinator):
    asked = RequestFactory(sent=True)
    device = DeviceFactory(ready=True)
    soon = timezone.localdate() + timedelta(days=1)
    voucher = VoucherFactory(valid_until=soon, batch__valid_until=soon)
    page = read(coordinator)
    assert things(page, "Requests to answer") == [asked]
    assert things(page, "Vouchers to use within a month") == [voucher.batch]
    rows = dict(page.context["stock"].rows)
    assert [cell.count for cell in rows[device.category]] == [0, 0, 1, 0, 0]
    assert f"category={device.category.pk}&amp;status=ready" in page.content.decode()


def test_an_association_sees_its_own_and_nothing_else(read, association):
    ours = RequestFactory(sent=True, organisation=association.organisation)
    person = RecipientFactory(organisation=association.organisation)
    loan = LoanFactory(active=True, organisation=association.organisation, recipient=person)
    other = RequestFactory(sent=True, organisation=OrganisationFactory(approved=True))
    page = read(association)
    assert things(page, "Your requests") == [ours]
    assert things(page, "What you have on loan") == [loan]
    assert other.number not in page.content.decode()
    assert page.context["stock"] is None
    assert reverse("request_new") in page.content.decode()


def test_an_admin_of_an_empty_house_reads_the_first_steps(read, admin):
    steps = read(admin).context["steps"]
    assert steps
    assert not steps[-1].is_done
    DonationFactory()
    assert read(admin).context["steps"] == []


def test_an_admin_sees_who_has_not_come_yet(read, admin):
    User.objects.create(email="new@rebond.test", name="New", role=Role.VOLUNTEER)
    waiting = User.objects.filter(joined_at=None).count()
    assert numbers(read(admin))["/users/"] == waiting


@pytest.mark.parametrize(
    "role", ["volunteer", "technician", "counter", "coordinator", "association"]
)
def test_a_home_costs_as_many_queries_for_six_things_as_for_one(request, sign_in, site, role):
    user = request.getfixturevalue(role)
    visitor = sign_in(user)

    def fill():
        organisation = user.organisation or OrganisationFactory(approved=True)
        person = RecipientFactory(organisation=organisation)
        more = {"organisation": organisation, "site": site}
        RequestFactory(sent=True, **more)
        RequestFactory(accepted=True, **more)
        LoanFactory(active=True, recipient=person, **more)
        LoanFactory(prepared=True, recipient=person, **more)
        donation = DonationFactory(received=True, site=site)
        DonationFactory(scheduled=True, site=site)
        DeviceFactory(received=True, site=site, donation=donation)
        DeviceFactory(refurbishing=True, site=site)

    def cost():
        visitor.get(HOME)
        with CaptureQueriesContext(connection) as queries:
            visitor.get(HOME)
        return len(queries)

    fill()
    for_one = cost()
    for _time in range(5):
        fill()
    assert cost() == for_one
