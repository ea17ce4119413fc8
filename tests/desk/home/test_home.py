from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from core.models import Identity
from inventory.labels.operations.tags import note_printed
from inventory.models import Device
from loans.appointments import slots
from people.base.models.user import Access
from people.base.roles import Role
from people.models import Site, User
from tests.factories import (
    AmendmentFactory,
    AppointmentFactory,
    DeviceFactory,
    DonationFactory,
    DonationLineFactory,
    IdentityFactory,
    LoanFactory,
    OrganisationFactory,
    RecipientFactory,
    RequestFactory,
    RequestLineFactory,
    SignatureLinkFactory,
    SiteFactory,
    VoucherFactory,
)

HOME = reverse("home")


def waits(answer):
    """Return {key of a figure: count} of the to-do lines of a home page."""
    return {i.figure.key: i.count for _heading, items in answer.context["groups"] for i in items}


def rows_under(answer, heading):
    panel = next(panel for panel in answer.context["panels"] if panel.heading == heading)
    return list(panel.rows)


@pytest.fixture
def read(sign_in, english):
    def read(user):
        user.language = "en"
        user.save(update_fields=["language"])
        return sign_in(user).get(HOME)

    return read


def test_a_donation_with_devices_to_enter_waits_by_its_number(read, volunteer, site):
    bare, short, whole, unplanned = (
        DonationFactory(received=True, site=site, is_to_complete=is_open)
        for is_open in (False, False, False, True)
    )
    DeviceFactory(withdrawn=True, site=site, donation=bare)
    for lot in (short, whole, unplanned):
        DeviceFactory(received=True, site=site, donation=lot)
    DonationLineFactory(donation=short, announced=1, counted=2)
    DonationLineFactory(donation=whole, announced=2, counted=1)
    page = read(volunteer)
    assert waits(page)["lots_to_enter"] == 3
    assert next(iter(waits(page))) == "lots_to_enter"  # in sight, before the folded lines
    assert ", ".join(lot.reference for lot in (bare, short, unplanned)) in page.text


def test_a_volunteer_sees_future_lots_labels_and_returned_devices(read, volunteer, site):
    coming = DonationFactory(scheduled=True, site=site)
    come = DonationFactory(received=True, site=site)
    new = DeviceFactory(received=True, site=site, donation=come)
    DonationFactory(scheduled=True)
    page = read(volunteer)
    assert rows_under(page, "Donations expected") == [coming]
    assert rows_under(page, "Labels to print") == [come]
    assert waits(page)["lots_to_label"] == 1
    note_printed([new.asset_tag], by=volunteer)
    assert "lots_to_label" not in waits(read(volunteer))
    assert rows_under(page, "Returned, to put on a shelf") == [new]
    assert f"{reverse('label_print')}?donation={come.pk}" in page.content.decode()
    assert waits(page)["lots_to_come"] == 1
    assert [act.href for act in page.context["acts"]] == [
        reverse("donation_receive", args=[coming.pk]),
        reverse("donation_arrive"),
    ]


@pytest.mark.usefixtures("unrendered")
def test_a_technician_gets_the_bench_then_the_queue(read, technician, site):
    mine = DeviceFactory(refurbishing=True, site=site)
    Device.objects.filter(pk=mine.pk).update(bench_by=technician)
    theirs = DeviceFactory(refurbishing=True, site=site)
    new = DeviceFactory(received=True, site=site, fault="screen")
    sound = DeviceFactory(received=True, site=site)
    technician.site = site
    technician.save(update_fields=["site"])
    page = read(technician)
    assert [act.href for act in page.context["acts"]] == [
        reverse("device_bench", args=[mine.pk]),
        reverse("device_refurbish", args=[sound.pk]),
    ]
    assert rows_under(page, "On your bench") == [mine]
    assert [device for device, _place in rows_under(page, "Next devices for the bench")] == [
        sound,
        new,
    ]
    assert waits(page)["devices_on_bench"] == len([mine, theirs])


@pytest.mark.usefixtures("unrendered")
def test_the_counter_sees_appointments_and_overdue_loans(read, counter, site, time_machine):
    today = timezone.localdate()
    time_machine.move_to(slots.day_of(today)[0] + timedelta(hours=8))
    LoanFactory(prepared=True, site=site)
    LoanFactory(active=True, site=site, due_on=today, starts_on=today)
    late = LoanFactory(
        active=True, site=site, due_on=today - timedelta(1), starts_on=today - timedelta(9)
    )
    page = read(counter)
    assert page.context["acts"][0].href == reverse("loan_new")
    assert rows_under(page, "Overdue") == [late]
    assert waits(page) == {"loans_prepared": 1, "loans_due_today": 1, "loans_overdue": 1}
    begins = slots.day_of(today)[0]
    AppointmentFactory(request__site=site, starts_at=begins + timedelta(hours=5))  # over
    visit = AppointmentFactory(request__site=site, starts_at=begins + timedelta(hours=9))
    page = read(counter)
    assert waits(page)["appointments_today"] == len(["over", "to come"])
    assert page.context["acts"][0].href == reverse("request_prepare", args=[visit.request_id])
    assert rows_under(page, "Your next appointments") == [visit]


def test_the_signature_of_an_employer_waits_until_its_link_is_sent(
    read, counter, coordinator, site, sign_in
):
    paper = AmendmentFactory(issued=True, kind="employer", loan__site=site, loan__active=True)
    AmendmentFactory(issued=True, loan__site=site)  # the person signs at the counter
    for user in (counter, coordinator):
        assert waits(read(user))["employers_to_ask"] == 1
        page = sign_in(user).get(reverse("signing_list"), {"state": "employer"})
        assert [row.pk for row in page.context["table"].data] == [paper.loan_id]
    SignatureLinkFactory(agreement=None, amendment=paper)
    assert "employers_to_ask" not in waits(read(counter))


@pytest.mark.usefixtures("unrendered")
def test_a_coordinator_sees_the_waiting_requests_of_every_site(read, coordinator):
    RequestFactory(sent=True)
    VoucherFactory(activate_by=timezone.localdate() + timedelta(days=1))
    page = read(coordinator)
    assert waits(page) == {"requests_to_answer": 1, "vouchers_ending": 1}
    assert page.context["acts"][0].href == reverse("answer_queue")


@pytest.mark.usefixtures("unrendered")
def test_imported_devices_wait_on_the_home_page_of_a_coordinator(read, coordinator, admin):
    DeviceFactory(received=True)
    for user in (coordinator, admin):
        page = read(user)
        assert waits(page) == {"devices_to_check": 1}
        assert page.context["acts"][0].heading == "1 device to check"


@pytest.mark.usefixtures("unrendered")
def test_shortages_are_shown_by_site_with_the_available_stock(read, coordinator, site):
    line = RequestLineFactory(
        request=RequestFactory(accepted=True, site=site), requested=5, accepted=5
    )
    for stage in ("ready", "refurbishing", "received"):
        DeviceFactory(**{stage: True}, site=site, category=line.category)
    DeviceFactory(ready=True, category=line.category)  # at another site, so not counted
    (short,) = read(coordinator).context["short"]
    assert (short.site, short.need.missing) == (site, 4)
    assert [part.count for part in short.parts] == [5, 1, 1, 1]


@pytest.mark.usefixtures("unrendered")
def test_the_chosen_site_scope_is_remembered(coordinator, site, sign_in):
    there = SiteFactory()
    for where in (site, there, there):
        RequestFactory(sent=True, site=where)
    visitor = sign_in(coordinator)

    def count(**query):
        return waits(visitor.get(HOME, query)).get("requests_to_answer")

    assert [count(), count(site=there.pk), count(), count(site="all"), count()] == [3, 2, 2, 3, 3]
    assert count(site="²") == 3


@pytest.mark.usefixtures("unrendered")
def test_the_default_scope_is_the_site_of_today(counter, site, sign_in):
    there = SiteFactory()
    counter.sites.add(there)
    counter.site = there
    counter.save(update_fields=["site"])
    for where in (site, site, there):
        RequestLineFactory(request__accepted=True, request__site=where, requested=1, accepted=1)
    RequestFactory(accepted=True, site=there)  # nothing of it is missing
    visitor = sign_in(counter)
    assert waits(visitor.get(HOME))["requests_to_serve"] == 1
    elsewhere = SiteFactory()
    assert visitor.get(HOME, {"site": elsewhere.pk}).context["look"].site == there


def test_an_association_sees_only_its_own_rows(read, association, time_machine):
    ours = RequestFactory(sent=True, organisation=association.organisation)
    person = RecipientFactory(organisation=association.organisation)
    loan = LoanFactory(active=True, organisation=association.organisation, recipient=person)
    other = RequestFactory(sent=True, organisation=OrganisationFactory(approved=True))
    page = read(association)
    assert rows_under(page, "Your requests") == [ours]
    assert rows_under(page, "Your loans") == [loan]
    assert other.number not in page.content.decode()
    assert page.context["acts"][0].href == reverse("request_new")
    begins = slots.day_of(timezone.localdate())[0]
    time_machine.move_to(begins + timedelta(hours=8))
    for hour in (5, 9):
        one = RequestFactory(sent=True, organisation=association.organisation)
        AppointmentFactory(request=one, starts_at=begins + timedelta(hours=hour))
    assert waits(read(association))["appointments_today"] == len(["to come"])


@pytest.mark.usefixtures("unrendered")
def test_an_admin_of_an_empty_installation_sees_the_first_steps(read, admin):
    User.objects.system()  # the system user is not a team member
    steps = read(admin).context["steps"]
    assert not steps.rows[-1].is_done
    assert steps.next == next(row for row in steps.rows if not (row.is_done or row.optional))
    assert {step.href: step.is_done for step in steps.rows}[reverse("user_invite")] is False
    Site.objects.update(town="", address="")
    Site.objects.exclude(pk=Site.objects.first().pk).update(is_active=False)
    IdentityFactory(town="Brest")
    Identity.clear_cache()
    [address] = [row for row in read(admin).context["steps"].rows if "/sites/" in row.href]
    assert (address.is_done, address.optional) == (False, True)
    assert address.why == "Until then, documents show the address of your association."
    DonationFactory()
    assert read(admin).context["steps"] is None


def test_an_admin_sees_open_invitations_and_missing_settings(read, admin):
    User.objects.create(email="new@rebond.test", name="New", role=Role.VOLUNTEER)
    DonationFactory()
    page = read(admin)
    waiting = User.objects.visible_to(admin).with_access(Access.INVITED).count()
    assert waits(page)["users_invited"] == waiting
    identity = f"{reverse('identity_edit')}?back="
    assert any(step.href.startswith(identity) for step in page.context["set_up"])
    IdentityFactory()
    assert not any(s.href.startswith(identity) for s in read(admin).context["set_up"])


def test_home_page_has_constant_queries(
    sign_in, site, volunteer, technician, counter, coordinator, association
):
    def fill(organisation):
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

    users = [volunteer, technician, counter, coordinator, association]
    visitors = {user.role: sign_in(user) for user in users}

    def costs():
        costs = {}
        for role, visitor in visitors.items():
            visitor.get(HOME)
            with CaptureQueriesContext(connection) as queries:
                visitor.get(HOME)
            costs[role] = len(queries)
        return costs

    fill(association.organisation)
    for_one = costs()
    for _time in range(3):
        fill(association.organisation)
    assert costs() == for_one
