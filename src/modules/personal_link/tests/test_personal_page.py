"""The page behind a personal link: a person's items, appointments, renewals and reports."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from core.models import Event
from loans.aftercare.operations.loan_changes import refuse_renewal
from loans.allocation.operations.reservations import reserve_fitting
from loans.appointments.slots import days_of
from loans.base.lifecycle.aftercare import Declarer, RenewalStatus
from loans.models import Appointment, Incident, Renewal
from loans.requests.operations.requests import accept_request
from modules.personal_link.tokens import person_of, personal_token
from people.models import Message, Recipient
from people.outbox.rendering import words_now
from tests.factories import (
    AgreementFactory,
    DeviceFactory,
    GuardianFactory,
    LoanFactory,
    LoanItemFactory,
    OpeningHoursFactory,
    RecipientFactory,
    RequestFactory,
)
from tests.modules import use_all_but

pytestmark = pytest.mark.django_db


@pytest.fixture
def awa(organisation):
    return RecipientFactory(
        organisation=organisation,
        first_name="Awa",
        last_name="Kerjean",
        email="awa@example.org",
        language="en",
    )


def lent(person, site):
    loan = LoanFactory(active=True, site=site, recipient=person, organisation=person.organisation)
    return LoanItemFactory(open=True, loan=loan, device__site=site)


@pytest.fixture
def item(awa, site):
    return lent(awa, site)


def test_the_page_opens_the_signed_agreement_of_this_person_only(client, awa, item, site):
    token, number = personal_token(awa), item.loan.number
    path = reverse("personal_paper", args=[token, number])
    assert path not in client.get(reverse("personal_page", args=[token])).text
    assert client.get(path).status_code == 404
    agreement = AgreementFactory(signed=True, loan=item.loan)
    assert path in client.get(reverse("personal_page", args=[token])).text
    assert client.get(path).content == agreement.document.read()
    event = Event.objects.about(item.loan).get(kind="agreement.read")
    assert event.by.is_by_link
    other = lent(RecipientFactory(organisation=awa.organisation), site)
    AgreementFactory(signed=True, loan=other.loan)
    assert client.get(path.replace(number, other.loan.number)).status_code == 404


@pytest.fixture
def slots(site):
    for weekday in range(7):
        OpeningHoursFactory(site=site, weekday=weekday, capacity=1)
    day = timezone.localdate() + timedelta(days=5)
    return [slot.starts_at.isoformat() for slot in days_of(site, day, day)[0].slots]


def at(person, name="personal_page", *args):
    return reverse(name, args=[personal_token(person), *args])


def text_of(answer):
    return " ".join(answer.content.decode().split())


def test_a_link_shows_the_items_lent_to_one_person_and_no_name(client, item, site, awa):
    other = lent(RecipientFactory(organisation=awa.organisation, last_name="Tanguy"), site)
    answer = client.get(at(awa))
    page = text_of(answer)
    for word in (item.device.asset_tag, item.loan.number, "Due on", "Request an extension"):
        assert word in page, word
    for word in ("Awa", "Kerjean", "Tanguy", other.device.asset_tag, other.loan.number):
        assert word not in page, word
    assert answer.headers["X-Robots-Tag"].startswith("noindex")
    assert answer.headers["Referrer-Policy"] == "same-origin"  # its forms need their origin
    assert "no-store" in answer.headers["Cache-Control"]
    assert 'lang="en"' in page


def test_the_pages_of_a_link_show_no_data_of_others(client, item, site, slots, awa):
    other = lent(RecipientFactory(organisation=awa.organisation, email="b@example.org"), site)
    wanted = RequestFactory(accepted=True, site=site, organisation=awa.organisation, recipient=None)
    LoanFactory(
        request=wanted, site=site, recipient=other.loan.recipient, organisation=awa.organisation
    )
    for path in (
        at(awa, "personal_time", other.loan.number),
        at(awa, "personal_time", wanted.number),
        at(awa, "personal_longer", other.loan.number),
        at(awa, "personal_fault", other.pk),
    ):
        answers = client.get(path), client.post(path, {"starts_at": slots[0], "kind": "loss"})
        assert [answer.status_code for answer in answers] == [404, 404], path
    assert not Appointment.objects.exists()
    assert not Renewal.objects.exists()
    assert not Incident.objects.exists()
    assert wanted.number in text_of(client.get(at(other.loan.recipient)))


def test_a_link_that_is_wrong_or_over_opens_nothing(client, item, awa):
    token = personal_token(awa)
    other = RecipientFactory()
    wrong = ["x", "0" * 300, f"{other.pk}-{token.partition('-')[2]}", f"{token}0", f"{awa.pk}-"]
    for one in wrong:
        answer = client.get(reverse("personal_page", args=[one]))
        assert answer.status_code == 404, one
    page = text_of(answer)
    assert "Call us" in page
    assert "Appelez-nous" in page
    assert client.get(reverse("personal_page", args=[token])).status_code == 200
    Recipient.objects.filter(pk=awa.pk).update(email="new@example.org")
    assert client.get(reverse("personal_page", args=[token])).status_code == 404
    given = {"loan__recipient": other, "loan__organisation": other.organisation}
    LoanItemFactory(given=True, **given)
    assert client.get(at(other)).status_code == 404  # nothing to return or collect


def test_a_link_ends_with_the_person(client, item, awa):
    token = personal_token(awa)
    forgotten = dict.fromkeys(
        ["first_name", "last_name", "folded_name", "phone", "email", "reference"], ""
    )
    Recipient.objects.filter(pk=awa.pk).update(
        **forgotten,
        address="",
        town="",
        folded_reference="",
        birth_date=None,
        anonymised_at=timezone.now(),
    )
    awa.refresh_from_db()
    for one in (token, personal_token(awa)):
        assert person_of(one) is None


def test_the_link_of_a_minor_is_its_guardians_until_of_age(awa, time_machine):
    awa.birth_date = timezone.localdate() - timedelta(days=17 * 365)
    awa.save()
    GuardianFactory(recipient=awa, name="Rozenn Tanguy", phone="06 39 98 00 02")
    token = personal_token(awa)
    assert person_of(token) == awa
    time_machine.move_to(timezone.now() + timedelta(days=2 * 365))
    assert person_of(token) is None


def test_a_link_ends_when_the_phone_of_any_guardian_is_corrected(awa):
    """The letters of a person without a phone go to the first guardian with one."""
    GuardianFactory(recipient=awa, phone="")
    reached = GuardianFactory(recipient=awa, relationship="curator", phone="06 39 98 00 02")
    token = personal_token(awa)
    assert person_of(token) == awa
    type(reached).objects.filter(pk=reached.pk).update(phone="06 39 98 00 03")
    assert person_of(token) is None


def test_an_empty_page_is_closed(client, site, awa):
    """Items requested for one person may be prepared for another."""
    wanted = RequestFactory(accepted=True, site=site, recipient=awa, organisation=awa.organisation)
    other = RecipientFactory(organisation=awa.organisation)
    LoanFactory(request=wanted, site=site, recipient=other, organisation=awa.organisation)
    assert client.get(at(awa)).status_code == 404
    assert client.get(at(other)).status_code == 200


def test_a_person_books_moves_and_cancels_alone(client, slots, site, awa):
    wanted = RequestFactory(accepted=True, site=site, recipient=awa, organisation=awa.organisation)
    prepared = LoanFactory(request=wanted, recipient=awa, organisation=awa.organisation, site=site)
    LoanItemFactory(loan=prepared, device__site=site)
    path = at(awa, "personal_time", wanted.number)
    assert "Confirm this time" in text_of(client.get(path, {"at": slots[0]}))
    assert not Appointment.objects.exists()  # until it is confirmed
    assert "has been booked" in text_of(client.post(path, {"starts_at": slots[0]}, follow=True))
    row = Appointment.objects.get()
    assert (row.request, row.starts_at.isoformat(), str(row.booked_by)) == (
        wanted,
        slots[0],
        "la personne, par son lien",
    )
    assert Event.objects.about(row).get(kind="appointment.booked").by.is_by_link
    letter = Message.objects.get(kind="appointment.booked")
    assert letter.recipient == awa
    words = words_now(letter).body
    assert "/m/…/" in words
    assert personal_token(awa) not in words

    assert "has been moved" in text_of(client.post(path, {"starts_at": slots[1]}, follow=True))
    row.refresh_from_db()
    assert row.starts_at.isoformat() == slots[1]
    assert "has been cancelled" in text_of(client.post(path, {"cancel": "1"}, follow=True))
    row.refresh_from_db()
    assert row.status == "cancelled"
    assert prepared.items.get().status == "reserved"  # another time may be chosen
    assert "has been cancelled" in text_of(
        client.post(path, {"cancel": "1"}, follow=True)
    )  # sent twice
    assert client.get(path).status_code == 200


def test_the_link_is_sent_again_by_hand(client, item, awa, counter, sign_in):
    path, page = reverse("recipient_send_page", args=[awa.pk]), awa.get_absolute_url()
    team = sign_in(counter)
    assert path in text_of(team.get(page))
    for _time in range(2):  # the second while the first is on its way
        team.post(path)
    letter = Message.objects.get(kind="recipient.page")
    assert letter.recipient == awa
    assert Event.objects.about(awa).filter(kind="recipient.page_sent").count() == 1
    words = words_now(letter)
    assert "/m/…/" in words.body
    assert personal_token(awa) not in words.body
    for status in ("sending", "sent"):
        Message.objects.update(status=status)
    team.post(path)
    assert Message.objects.filter(kind="recipient.page").count() == 2
    Recipient.objects.filter(pk=awa.pk).update(email="", phone="")
    assert path not in text_of(team.get(page))


def test_a_time_that_is_over_or_taken_is_refused(client, item, slots, site, awa):
    path = at(awa, "personal_time", item.loan.number)
    past = (timezone.now() - timedelta(days=7)).isoformat()
    for moment in (past, (timezone.now() + timedelta(days=400)).isoformat(), "soon"):
        answer = client.post(path, {"starts_at": moment})
        assert 'role="alert"' in text_of(answer), moment
    other = lent(RecipientFactory(organisation=awa.organisation, email="b@example.org"), site)
    for one, status in ((other.loan, 302), (item.loan, 200)):
        answer = client.post(
            at(one.recipient, "personal_time", one.number), {"starts_at": slots[0]}
        )
        assert answer.status_code == status
    assert "just been taken" in text_of(answer)
    assert Appointment.objects.count() == 1


def test_a_missed_appointment_is_not_moved_by_the_person(client, item, slots, awa, time_machine):
    path = at(awa, "personal_time", item.loan.number)
    client.post(path, {"starts_at": slots[0]})
    time_machine.move_to(timezone.now() + timedelta(days=6))
    assert client.post(path, {"cancel": "1"}).status_code == 404
    assert Appointment.objects.get().status == "booked"
    assert "This appointment has passed. Call us to arrange another one." in text_of(
        client.get(at(awa))
    )
    use_all_but("appointments")
    page = text_of(client.get(at(awa)))
    assert "Choose a time" not in page
    assert "Request an extension" in page
    assert client.get(path).status_code == 404


def test_no_appointment_is_booked_before_items_can_be_collected_or_returned(
    client, slots, site, awa
):
    wanted = RequestFactory(accepted=True, site=site, recipient=awa, organisation=awa.organisation)
    wanted.lines.create(category=DeviceFactory().category, requested=1, accepted=1)
    assert "Your request is accepted. We will agree on a day with you" in text_of(
        client.get(at(awa))
    )
    assert client.get(at(awa, "personal_time", wanted.number)).status_code == 404


def test_a_renewal_is_requested_and_its_answer_sent_to_the_person(client, item, awa, coordinator):
    path = at(awa, "personal_longer", item.loan.number)
    assert client.post(path, {"wished_on": "2199-01-01"}).status_code == 200  # not a choice
    day = client.get(path).context["form"].fields["wished_on"].choices[1][0]
    assert "will answer soon" in text_of(client.post(path, {"wished_on": day}, follow=True))
    renewal = Renewal.objects.get()
    assert (renewal.wished_on.isoformat(), renewal.by.is_by_link) == (day, True)
    assert Message.objects.get(kind="renewal.asked").user == coordinator
    assert "already been requested" in text_of(client.post(path, {"wished_on": day}))
    refuse_renewal(renewal, by=coordinator, refusal="Others wait for it.")
    assert Message.objects.get(kind="renewal.refused").recipient == awa
    assert "Others wait for it." in text_of(client.get(at(awa)))
    assert renewal.status == RenewalStatus.REFUSED


def test_a_fault_is_reported_and_the_coordinators_are_notified(client, item, awa, coordinator):
    path = at(awa, "personal_fault", item.pk)
    assert client.post(path, {"kind": "eaten", "note": "Fell"}).status_code == 200
    client.post(path, {"kind": "breakage", "note": "The screen is black."})
    incident = Incident.objects.get()
    assert (incident.item, incident.declared_by) == (item, Declarer.PERSON)
    assert Message.objects.get(kind="incident.reported").user == coordinator
    assert "Reported. We will contact you." in text_of(client.get(at(awa)))
    assert "already been reported" in text_of(client.post(path, {"kind": "loss"}))


def test_visits_and_acts_of_a_link_are_limited(
    unrendered, client, item, slots, awa, still_clock, monkeypatch
):
    monkeypatch.setattr("modules.personal_link.views.MAX_ACTS", 2)
    monkeypatch.setattr("modules.personal_link.views.MAX_PAGES", 5)
    path = at(awa, "personal_time", item.loan.number)
    codes = [client.post(path, {"starts_at": "soon"}).status_code for _time in range(3)]
    assert codes == [200] * 2 + [429]
    codes = [client.get(at(awa)).status_code for _time in range(3)]
    assert codes == [200] * 2 + [429]


def test_the_person_is_invited_once_there_is_something_to_come_for(
    site, slots, awa, coordinator, device
):

    waits, served = (
        RequestFactory(sent=True, site=site, recipient=awa, organisation=awa.organisation)
        for _number in range(2)
    )
    line = waits.lines.create(category=DeviceFactory().category, requested=1)
    accept_request(waits, by=coordinator, quantities={line: 1})
    line = served.lines.create(category=device.category, requested=1)
    accept_request(served, by=coordinator, quantities={line: 1})
    invited = Message.objects.filter(recipient=awa)
    assert not invited.exists()
    reserve_fitting(served, by=coordinator)
    assert [message.about for message in invited] == [served]
    assert "/time/" in words_now(invited.get()).body
