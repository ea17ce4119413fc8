"""A session: prepared loans, a scan each, one briefing, absences with undo, and the figures."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.contrib.messages import get_messages
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from core.models import Event
from core.workflow.lifecycle import Refused
from core.workflow.undo import undo
from desk.figures.registry import FIGURES
from desk.figures.scope import Scope
from inventory.devices.lifecycle.devices import DeviceStatus
from inventory.models import Device
from loans.base.lifecycle.loans import LoanStatus
from loans.models import Briefing, Loan
from modules.declaration import ACTIVITIES
from modules.group_sessions import figures, operations
from modules.group_sessions.lifecycle import Attendance, SessionKind, SessionStatus
from modules.group_sessions.models import Attendee, GroupSession
from modules.group_sessions.tests.factories import AttendeeFactory, GroupSessionFactory
from people.models import Recipient
from tests.factories import (
    AgreementTextFactory,
    DeviceFactory,
    LoanFactory,
    LoanItemFactory,
    OrganisationFactory,
    RecipientFactory,
    RequestFactory,
    SiteFactory,
    UserFactory,
)
from tests.modules import use_all_but

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
PEOPLE = 3


@pytest.fixture
def group(db):
    """A hand-over of today with three people and three ready devices at its site."""
    use_all_but()
    site = SiteFactory()
    by = UserFactory(counter=True, language="en", sites=[site])
    session = GroupSessionFactory(site=site)
    house = OrganisationFactory(approved=True)
    people = RecipientFactory.create_batch(PEOPLE, organisation=house)
    attendees = [operations.join(session, by=by, recipient=person) for person in people]
    devices = DeviceFactory.create_batch(PEOPLE, ready=True, site=site)
    return SimpleNamespace(
        session=session, by=by, people=people, attendees=attendees, devices=devices, site=site
    )


def scan(group, device, **more):
    return operations.scan(group.session, by=group.by, code=device.asset_tag, **more)


def statuses(devices):
    return list(Device.objects.filter(pk__in=[d.pk for d in devices]).values_list("status", flat=1))


def test_each_participant_of_a_hand_over_has_a_prepared_loan(group):
    loans = [attendee.loan for attendee in group.attendees]
    assert {loan.status for loan in loans} == {LoanStatus.PREPARED}
    assert [loan.recipient for loan in loans] == group.people
    assert {loan.site for loan in loans} == {group.site}


def test_reservations_last_until_the_day_of_the_session(group):
    session = GroupSessionFactory(site=group.site, day=timezone.localdate() + timedelta(days=60))
    person = RecipientFactory(organisation=group.people[0].organisation)
    assert operations.join(session, by=group.by, recipient=person).loan.held_until >= session.day


def test_a_loan_or_an_accepted_request_at_the_site_is_continued(group):
    house = group.people[0].organisation
    first, second = RecipientFactory.create_batch(2, organisation=house)
    prepared = LoanFactory(site=group.site, recipient=first, organisation=house)
    request = RequestFactory(accepted=True, site=group.site, recipient=second, organisation=house)
    continued = operations.join(group.session, by=group.by, recipient=first)
    assert (continued.loan, continued.made_loan) == (prepared, False)
    served = operations.join(group.session, by=group.by, recipient=second)
    assert (served.loan.request, served.made_loan) == (request, True)


def test_a_person_is_added_once(group):
    again = operations.join(group.session, by=group.by, recipient=group.people[0])
    assert again == group.attendees[0]
    assert Loan.objects.count() == PEOPLE


def test_scans_go_to_one_participant_after_the_other(group):
    for device in group.devices:
        scan(group, device)
    taken = [loan.items.get().device for loan in Loan.objects.order_by("pk")]
    assert taken == group.devices
    extra = DeviceFactory(ready=True, site=group.site)
    with pytest.raises(Refused, match="Each participant has a device"):
        scan(group, extra)
    scan(group, extra, attendee=group.attendees[1])
    assert group.attendees[1].loan.items.count() == 2


def test_one_briefing_counts_for_all_who_have_none(group):
    own = Briefing(training="declined")
    operations.brief(group.attendees[0].loan, own, by=group.by)
    operations.mark_absent(group.session, by=group.by, attendees=[group.attendees[2].pk])
    operations.brief_all(group.session, Briefing(charge=True, training="at_ease"), by=group.by)
    noted = dict(Briefing.objects.values_list("loan", "training"))
    first, second, _absent = (attendee.loan_id for attendee in group.attendees)
    assert noted == {first: "declined", second: "at_ease"}


def test_the_device_of_an_absent_person_is_in_stock_until_it_is_undone(group):
    scan(group, group.devices[0])
    absent = group.attendees[0]
    operations.mark_absent(group.session, by=group.by, attendees=[absent.pk])
    assert statuses(group.devices[:1]) == [DeviceStatus.READY]
    absent.refresh_from_db()
    assert (absent.status, absent.loan.status) == (Attendance.ABSENT, LoanStatus.CANCELLED)

    undo(Event.objects.about(group.session).first(), by=group.by)
    absent.refresh_from_db()
    assert (absent.status, absent.loan.status) == (Attendance.EXPECTED, LoanStatus.PREPARED)
    assert [item.device for item in absent.loan.items.all()] == group.devices[:1]
    assert statuses(group.devices[:1]) == [DeviceStatus.RESERVED]


def test_an_absence_is_not_undone_once_the_device_is_taken(group):
    scan(group, group.devices[0])
    operations.mark_absent(group.session, by=group.by, attendees=[group.attendees[0].pk])
    scan(group, group.devices[0])
    event = Event.objects.about(group.session).first()
    with pytest.raises(Refused):
        undo(event, by=group.by)
    group.attendees[0].refresh_from_db()
    assert group.attendees[0].status == Attendance.ABSENT


def test_a_loan_that_was_prepared_before_survives_an_absence(group):
    house = group.people[0].organisation
    item = LoanItemFactory(
        loan=LoanFactory(
            site=group.site, recipient=RecipientFactory(organisation=house), organisation=house
        ),
        device=group.devices[0],
    )
    guest = operations.join(group.session, by=group.by, recipient=item.loan.recipient)
    operations.mark_absent(group.session, by=group.by, attendees=[guest.pk])
    item.loan.refresh_from_db()
    assert item.loan.status == LoanStatus.PREPARED
    assert statuses(group.devices[:1]) == [DeviceStatus.READY]


def test_the_end_marks_who_did_not_sign_as_absent_until_it_is_undone(group):
    for device in group.devices[:2]:
        scan(group, device)
    active = LoanItemFactory(
        open=True, loan__organisation=group.people[0].organisation, loan__site=group.site
    ).loan
    Attendee.objects.filter(pk=group.attendees[2].pk).update(loan=active, made_loan=False)
    operations.note_signed(active, by=group.by)
    operations.end_session(group.session, by=group.by)
    rows = group.session.attendees.order_by("pk")
    assert [one.status for one in rows] == ["absent", "absent", "present"]
    assert statuses(group.devices[:2]) == [DeviceStatus.READY] * 2
    group.session.refresh_from_db()
    assert group.session.status == SessionStatus.DONE

    undo(Event.objects.about(group.session).first(), by=group.by)
    rows = group.session.attendees.order_by("pk")
    assert [one.status for one in rows] == ["expected", "expected", "present"]
    assert statuses(group.devices[:2]) == [DeviceStatus.RESERVED] * 2
    with pytest.raises(Refused, match="end the session instead"):
        operations.cancel_session(group.session, by=group.by)


def test_a_cancelled_session_frees_its_devices_and_loans(group):
    scan(group, group.devices[0])
    operations.cancel_session(group.session, by=group.by)
    assert statuses(group.devices[:1]) == [DeviceStatus.READY]
    assert set(Loan.objects.values_list("status", flat=True)) == {LoanStatus.CANCELLED}
    with pytest.raises(Refused):
        operations.join(group.session, by=group.by, recipient=RecipientFactory())


def test_a_cancellation_is_undone_with_devices_loans_and_attendance(group):
    for device in group.devices[:2]:
        scan(group, device)
    operations.mark_present(group.session, by=group.by, attendees=[group.attendees[0].pk])
    operations.mark_absent(group.session, by=group.by, attendees=[group.attendees[2].pk])
    operations.cancel_session(group.session, by=group.by)
    undo(Event.objects.about(group.session).first(), by=group.by)
    group.session.refresh_from_db()
    assert group.session.status == SessionStatus.PLANNED
    rows = group.session.attendees.order_by("pk")
    assert [one.status for one in rows] == ["present", "expected", "absent"]
    assert [one.loan.status for one in rows[:2]] == [LoanStatus.PREPARED] * 2
    assert statuses(group.devices[:2]) == [DeviceStatus.RESERVED] * 2


def test_past_sessions_are_on_pages(group, sign_in, monkeypatch):
    monkeypatch.setattr("modules.group_sessions.views.PER_PAGE", 2)
    facts = {"site": group.site, "status": SessionStatus.DONE}
    oldest, *_others = GroupSessionFactory.create_batch(3, kind=SessionKind.WORKSHOP, **facts)
    client = sign_in(group.by)
    pages = [client.get(reverse("groupsession_list"), {"page": page}) for page in (1, 2)]
    assert [oldest.get_absolute_url() in page.text for page in pages] == [False, True]


def test_a_participant_added_in_error_leaves_without_a_trace(group):
    operations.remove(group.attendees[0], by=group.by)
    assert group.session.attendees.count() == PEOPLE - 1
    assert Loan.objects.filter(status=LoanStatus.CANCELLED).count() == 1


def test_a_new_person_is_added_once_similar_people_were_shown(group, sign_in):
    client = sign_in(group.by)
    known = group.people[0]
    address = reverse("groupsession_add", args=[group.session.pk])
    sent = {
        "organisation": known.organisation.name,
        "kind": "family",
        "first_name": known.first_name,
        "last_name": known.last_name,
        "household_size": "3",
        "language": "fr",
    }
    page = client.post(address, sent).content.decode()
    assert "Is it one of these people?" in page
    assert Recipient.objects.count() == PEOPLE
    assert client.post(address, sent | {"anyway": "yes"}).status_code == 302
    assert Recipient.objects.count() == group.session.attendees.count() == PEOPLE + 1


def test_a_session_is_planned_filled_and_run_on_its_pages(group, sign_in):
    client = sign_in(group.by)
    sent = {"kind": "hand_over", "day": "2100-05-04", "time": "09:30", "site": group.site.pk}
    wrong = client.post(reverse("groupsession_new"), sent | {"time": "late"}).content.decode()
    assert 'value="late"' in wrong
    assert client.post(reverse("groupsession_new"), sent).status_code == 302
    planned = GroupSession.objects.latest("pk")
    assert "09:30" in str(planned) or "9:30" in str(planned)

    page = reverse("groupsession_detail", args=[group.session.pk])
    scanned = reverse("groupsession_scan", args=[group.session.pk])
    for device in group.devices:
        client.post(scanned, {"code": device.asset_tag})
    refused = client.post(scanned, {"code": "RB99999999"}, follow=True).content.decode()
    assert "RB99999999" in refused or "unknown" in refused.lower() or "device" in refused
    text = client.get(page).content.decode()
    assert f"Have {group.people[0]} sign" in " ".join(text.split())
    mark = reverse("attendee_mark", args=[group.attendees[1].pk])
    answer = client.post(mark, {"status": "absent"}, follow=True).content.decode()
    assert f"Absent: {group.people[1]}" in answer
    assert "Undo" in answer


def test_a_device_recorded_elsewhere_is_set_aside_once_this_is_confirmed(group, sign_in):
    group.by.sites.add(other := SiteFactory())
    device = DeviceFactory(ready=True, site=other)
    client = sign_in(group.by)
    scanned = reverse("groupsession_scan", args=[group.session.pk])
    answer = client.post(scanned, {"code": device.asset_tag})
    (message,) = get_messages(answer.wsgi_request)  # otherwise the scanner answers “Saved.”
    assert (message.level_tag, message.extra_tags) == ("warning", "scan")
    page = client.get(answer.url).content.decode()
    assert "Set it aside anyway" in page
    assert statuses([device]) == [DeviceStatus.READY]
    page = client.post(scanned, {"code": device.asset_tag, "here": "yes"}, follow=True)
    assert "Set it aside anyway" not in page.content.decode()
    assert statuses([device]) == [DeviceStatus.RESERVED]


def test_the_first_signer_is_asked_for_after_the_briefing_and_then_one_after_the_other(
    group, sign_in
):
    AgreementTextFactory()
    client = sign_in(group.by)
    for device in group.devices[:2]:
        scan(group, device)
    address = reverse("groupsession_sign", args=[group.session.pk])
    early = client.post(address, follow=True).content.decode()
    assert "Record first whether training was offered" in early
    brief = reverse("groupsession_brief", args=[group.session.pk])
    client.post(brief, {"everything": "on", "training": "at_ease"})
    first = client.post(address)
    agreement = group.attendees[0].loan.agreements.get()
    assert first.url == agreement.sign_url
    client.post(agreement.sign_url, {"turn": "1", "pin": "4711"})
    assert client.get(reverse("home")).status_code == 302  # the screen is locked to the paper
    client.post(reverse("unlock"), {"secret": "4711"})
    second = client.post(address, {"attendee": group.attendees[1].pk})
    assert second.url == group.attendees[1].loan.agreements.get().sign_url
    assert client.get(reverse("home")).status_code == 302  # locked again, without another PIN


def workshop(group, present, **facts):
    """A past workshop with a number of people present, and one absent."""
    done = {"kind": SessionKind.WORKSHOP, "status": SessionStatus.DONE, "site": group.site}
    session = GroupSessionFactory(**done | facts)
    AttendeeFactory.create_batch(present, session=session, status=Attendance.PRESENT)
    AttendeeFactory(session=session, status=Attendance.ABSENT)
    return session


def test_a_workshop_notes_attendance_without_any_device(group, sign_in):
    session = GroupSessionFactory(kind=SessionKind.WORKSHOP, site=group.site)
    people = [operations.join(session, by=group.by, recipient=one) for one in group.people]
    assert {one.loan for one in people} == {None}
    client = sign_in(group.by)
    client.post(reverse("groupsession_present", args=[session.pk]))
    client.post(reverse("attendee_mark", args=[people[0].pk]), {"status": "absent"})
    client.post(reverse("groupsession_end", args=[session.pk]))
    assert [one.status for one in session.attendees.all()] == ["absent", "present", "present"]


def test_figures_of_workshops_equal_the_database(group):
    workshop(group, 4)
    workshop(group, 2, day=timezone.localdate() - timedelta(days=1))
    workshop(group, 3, status=SessionStatus.CANCELLED)
    scope = Scope.today(group.by, site=group.site)
    sql = """
    SELECT COUNT(DISTINCT s.id), COUNT(a.id) FROM group_sessions_groupsession s
    LEFT JOIN group_sessions_attendee a ON a.session_id = s.id AND a.status = 'present'
    WHERE s.kind = 'workshop' AND s.status = 'done' AND s.day = %s
    """
    with connection.cursor() as cursor:
        cursor.execute(sql, [scope.first])
        expected = cursor.fetchone()
    numbers = [FIGURES[key].number(scope) for key in ("workshops_held", "workshop_attendances")]
    assert tuple(numbers) == expected == (1, 4)


def test_a_workshop_is_an_activity_of_the_coop_without_any_name(group):
    session = workshop(group, 4, subject="First steps")
    (activity,) = figures.activities(Scope.today(group.by, site=group.site))
    day = activity["date"][:10]
    assert (activity["type"], activity["accompagnements"], day) == (
        "collectif",
        4,
        str(session.day),
    )
    names = [one.recipient.last_name for one in session.attendees.all()]
    assert not any(name in str(activity) for name in names)
    assert ("group_sessions", figures.activities) in ACTIVITIES


def test_another_site_sees_no_session(group, sign_in):
    client = sign_in(UserFactory(counter=True, sites=[SiteFactory()]))
    for name in ("groupsession_detail", "groupsession_add"):
        assert client.get(reverse(name, args=[group.session.pk])).status_code == 404
    mark = reverse("attendee_mark", args=[group.attendees[0].pk])
    assert client.post(mark, {"status": "absent"}).status_code == 404


def test_sessions_wait_while_the_module_is_off(group, sign_in):
    use_all_but("group_sessions")
    client = sign_in(group.by)
    assert client.get(reverse("groupsession_list")).status_code == 404
    use_all_but()
    assert client.get(reverse("groupsession_list")).status_code == 200
