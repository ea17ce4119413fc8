"""Campaigns: a frozen selection, its preview, and a launch that happens only once."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from catalogue.models import Category
from core.models import Event
from core.workflow.lifecycle import Refused
from loans.aftercare.operations import incidents as incident_operations
from loans.appointments.lifecycle import AppointmentStatus
from loans.models import Appointment, Loan
from modules.campaigns import operations as campaign_operations
from modules.campaigns.letters import render_letters
from modules.campaigns.lifecycle import CampaignMode, CampaignStatus, Outcome, Way
from modules.campaigns.models import Campaign, CampaignLoan
from modules.campaigns.preview import can_be_called_back, numbers_of, plan_of, progress_of
from people.models import Message
from tests.drawing import words_written
from tests.factories import (
    AppointmentFactory,
    ClosureFactory,
    LoanFactory,
    LoanItemFactory,
    OpeningHoursFactory,
    RecipientFactory,
)
from tests.leaks import words_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


def lent(site, **facts):
    """A loan that is out at a site, to a person with an email address by default."""
    person = RecipientFactory(**{"email": "awa@example.org", "phone": ""} | facts)
    loan = LoanFactory(active=True, site=site, organisation=person.organisation, recipient=person)
    return LoanItemFactory(open=True, loan=loan, device__site=site).loan


@pytest.fixture
def room(site):
    """Opening hours from 9 to 10 every day, in half-hour slots of one place."""
    return [
        OpeningHoursFactory(site=site, weekday=day, capacity=1, closes_at="10:00")
        for day in range(7)
    ]


def campaign_of(coordinator, loans, *, days=1, **facts):
    today = timezone.localdate()
    campaign = Campaign(
        name="Fin d’année",
        reason="school_year",
        first_on=today + timedelta(days=1),
        last_on=today + timedelta(days=days),
        **facts,
    )
    return campaign_operations.prepare_campaign(campaign, by=coordinator, loans=loans)


def outcomes(campaign):
    return [(row.outcome, row.way) for row in campaign.rows.all()]


# --- The selection -------------------------------------------------------------------------------


def test_only_active_loans_are_recalled(site):
    loan = lent(site)
    LoanFactory(site=site)
    LoanFactory(closed=True, site=site)
    LoanFactory(active=True, gift=True, site=site)

    assert list(can_be_called_back(Loan.objects.all())) == [loan]


def test_a_selection_is_stored_as_rows_without_notification(
    site, coordinator, counter, association, room, monkeypatch
):
    loans = [lent(site), lent(site)]
    for user in (counter, association):
        with pytest.raises(PermissionDenied):
            campaign_of(user, loans)
    with pytest.raises(Refused, match="widen"):
        campaign_of(coordinator, [])
    with monkeypatch.context() as patch:
        patch.setattr("modules.campaigns.preview.MAX_LOANS", 1)
        with pytest.raises(Refused, match="narrow"):
            campaign_of(coordinator, loans)
    assert not Campaign.objects.exists()
    campaign = campaign_of(coordinator, loans)
    assert [row.loan for row in campaign.rows.all()] == loans
    assert campaign.status == CampaignStatus.PREPARED
    assert not Message.objects.exists()
    assert not Appointment.objects.exists()


def test_a_campaign_runs_once_and_a_loan_is_removed_only_before(site, coordinator, room):
    loans = [lent(site), lent(site)]
    campaign = campaign_of(coordinator, loans)
    campaign_operations.remove_from_campaign(campaign.rows.first(), by=coordinator)
    assert [row.loan for row in campaign.rows.all()] == loans[1:]
    again = Campaign.objects.get(pk=campaign.pk)
    campaign_operations.launch_campaign(campaign, by=coordinator)
    with pytest.raises(Refused, match="already"):
        campaign_operations.remove_from_campaign(campaign.rows.first(), by=coordinator)
    with pytest.raises(Refused, match="already"):
        campaign_operations.launch_campaign(again, by=coordinator)
    assert Appointment.objects.count() == Message.objects.count() == 1
    assert Event.objects.filter(kind="loan.called_back").count() == 1
    second = campaign_of(coordinator, loans[1:])  # these loans have an appointment already
    with pytest.raises(Refused, match="There are no loans left to recall"):
        campaign_operations.launch_campaign(second, by=coordinator)
    assert Appointment.objects.count() == 1


# --- The preview ---------------------------------------------------------------------------------


def test_slots_are_assigned_in_order_and_overflow_is_listed(site, coordinator, room):
    loans = [lent(site) for _number in range(3)]
    campaign = campaign_of(coordinator, loans)
    steps = plan_of(campaign, list(campaign.rows.for_list()))

    assert [step.outcome for step in steps] == [Outcome.BOOKED, Outcome.BOOKED, Outcome.NO_SLOT]
    assert [f"{step.slot.local:%H:%M}" for step in steps[:2]] == ["09:00", "09:30"]
    numbers = numbers_of(steps)
    assert (numbers["loans"], numbers["people"]) == (3, 3)
    assert (numbers["booked"], numbers["no_slot"], numbers["paper"]) == (2, 1, 0)


def test_loans_without_any_address_are_listed(site, coordinator, room):
    loans = [lent(site, email="", address="3 rue du Four"), lent(site, email="", address="")]
    campaign = campaign_of(coordinator, loans)
    steps = plan_of(campaign, list(campaign.rows.for_list()))

    assert [step.is_lost for step in steps] == [False, True]
    assert numbers_of(steps)["lost"] == 1
    campaign_operations.launch_campaign(campaign, by=coordinator)
    rows = campaign.rows.for_list().select_related("campaign")
    text = words_written(render_letters(rows))
    assert loans[1].organisation.name in text
    assert loans[0].organisation.name not in text


def test_booked_places_and_closed_days_are_not_assigned(site, coordinator, room):
    tomorrow = timezone.localdate() + timedelta(days=1)
    ClosureFactory(site=site, first_on=tomorrow, last_on=tomorrow)
    first = campaign_of(coordinator, [lent(site)])
    assert plan_of(first, list(first.rows.for_list()))[0].outcome == Outcome.NO_SLOT

    later = campaign_of(coordinator, [lent(site)], days=2)
    step = plan_of(later, list(later.rows.for_list()))[0]
    assert step.slot.local.date() == tomorrow + timedelta(days=1)


def test_a_slot_is_filled_before_the_next(site, coordinator):
    for day in range(7):
        OpeningHoursFactory(site=site, weekday=day, capacity=2)
    campaign = campaign_of(coordinator, [lent(site) for _number in range(3)])

    campaign_operations.launch_campaign(campaign, by=coordinator)

    rows = Appointment.objects.order_by("starts_at", "seat")
    assert [(f"{row.local:%H:%M}", row.seat) for row in rows] == [
        ("09:00", 1),
        ("09:00", 2),
        ("09:30", 1),
    ]


def test_loans_with_an_appointment_or_returned_are_skipped(site, coordinator, room):
    busy, back, fine = lent(site), lent(site), lent(site)
    campaign = campaign_of(coordinator, [busy, back, fine])
    AppointmentFactory(of_a_return=True, loan=busy, starts_at=timezone.now() + timedelta(days=30))
    incident_operations.declare_item_lost(back.items.get(), by=coordinator)

    campaign_operations.launch_campaign(campaign, by=coordinator)

    assert outcomes(campaign) == [
        (Outcome.HAD_ONE, ""),
        (Outcome.OVER, ""),
        (Outcome.BOOKED, Way.EMAIL),
    ]


def test_restricted_people_are_neither_recalled_nor_printed(
    site, coordinator, room, monkeypatch, sign_in
):
    before, later, fine = [lent(site, email="", last_name=name) for name in ("Un", "Deux", "Trois")]
    campaign = campaign_of(coordinator, [before, later, fine], mode=CampaignMode.ASK)
    restricted = [before.recipient_id]
    monkeypatch.setattr("people.base.restriction.RESTRICTED", [lambda is_to_others: restricted])
    assert set(can_be_called_back(Loan.objects.all())) == {later, fine}

    campaign_operations.launch_campaign(campaign, by=coordinator)
    assert outcomes(campaign)[:2] == [(Outcome.RESTRICTED, ""), (Outcome.INVITED, Way.PAPER)]
    restricted.append(later.recipient_id)
    printed = sign_in(coordinator).get(reverse("campaign_letters", args=[campaign.pk])).content
    names = words_of(printed)
    assert ("Deux" in names, "Trois" in names) == (False, True)


# --- Launching -----------------------------------------------------------------------------------


def test_each_person_is_notified_by_an_available_channel(site, coordinator, room):
    campaign = campaign_of(coordinator, [lent(site), lent(site, email=""), lent(site)])
    campaign_operations.launch_campaign(campaign, by=coordinator)

    assert outcomes(campaign) == [
        (Outcome.BOOKED, Way.EMAIL),
        (Outcome.BOOKED, Way.PAPER),
        (Outcome.NO_SLOT, Way.EMAIL),
    ]
    kinds = Message.objects.order_by("pk").values_list("kind", flat=True)
    assert list(kinds) == ["campaign.slot", "campaign.ask"]
    assert Appointment.objects.booked().count() == 2


def test_a_letter_may_ask_to_book_instead(site, coordinator, room):
    campaign = campaign_of(coordinator, [lent(site)], mode=CampaignMode.ASK)
    campaign_operations.launch_campaign(campaign, by=coordinator)

    assert outcomes(campaign) == [(Outcome.INVITED, Way.EMAIL)]
    assert not Appointment.objects.exists()
    assert Message.objects.get().about == campaign.rows.get()


def test_a_dropped_campaign_does_nothing(site, coordinator, room):
    campaign = campaign_of(coordinator, [lent(site)])
    campaign_operations.drop_campaign(campaign, by=coordinator)

    with pytest.raises(Refused, match="already"):
        campaign_operations.launch_campaign(campaign, by=coordinator)
    assert not Message.objects.exists()


def test_each_site_has_times_of_its_own(site, coordinator, room):
    elsewhere = OpeningHoursFactory(weekday=timezone.localdate().weekday()).site
    campaign = campaign_of(coordinator, [lent(site), lent(elsewhere)], days=8)
    campaign_operations.launch_campaign(campaign, by=coordinator)

    assert {row.site for row in Appointment.objects.all()} == {site, elsewhere}


# --- Printed letters, and progress ---------------------------------------------------------------


def test_the_letters_on_paper_are_in_the_language_of_each_with_a_number_to_call(
    site, coordinator, room
):
    site.phone = "02 61 91 00 12"
    site.save()
    french = lent(site, email="", language="fr", last_name="Kerjean", address="3 rue du Four")
    Category.objects.update(names={"fr": "Ordinateur portable"})
    english = lent(site, email="", language="en", last_name="Boukhari")
    campaign = campaign_of(coordinator, [french, english])
    campaign_operations.launch_campaign(campaign, by=coordinator)
    rows = campaign.rows.filter(way=Way.PAPER).for_list().select_related("campaign")

    written = words_of(render_letters(rows))
    text = " ".join(written.split())
    for words in (
        "Kerjean",
        "3 rue du Four",
        "merci de rapporter le matériel prêté,",
        "c’est la fin de l’année scolaire",
    ):
        assert words in text
    assert "Please return it:" in text
    assert "À apporter : ordinateur portable" in text
    assert written.count("02 61 91 00 12".replace(" ", "\N{NO-BREAK SPACE}")) >= 4


def test_a_campaign_page_takes_constant_queries(
    site, coordinator, room, sign_in, django_assert_max_num_queries
):
    campaign = campaign_of(coordinator, [lent(site, email="") for _number in range(3)], days=9)
    campaign_operations.launch_campaign(campaign, by=coordinator)

    visitor = sign_in(coordinator)
    with django_assert_max_num_queries(16):
        visitor.get(campaign.get_absolute_url())


def test_progress_is_counted_from_loans_and_appointments(site, coordinator, room):
    loans = [lent(site) for _number in range(5)]
    campaign = campaign_of(coordinator, loans, mode=CampaignMode.ASK)
    campaign_operations.launch_campaign(campaign, by=coordinator)
    incident_operations.declare_item_lost(loans[0].items.get(), by=coordinator)
    states = [AppointmentStatus.KEPT, AppointmentStatus.MISSED, AppointmentStatus.BOOKED]
    for loan, status in zip(loans[1:], states, strict=False):
        starts_at = timezone.now() + timedelta(hours=len(loan.number) + loan.pk)
        AppointmentFactory(of_a_return=True, loan=loan, status=status, starts_at=starts_at)

    counts = [count for _label, _tone, count in progress_of(campaign)]
    assert counts == [1, 1, 1, 1, 1]
    assert CampaignLoan.objects.count() == 5


def test_a_letter_before_the_day_of_the_agreement_obliges_nobody(site, coordinator, room):
    for days, is_free in ((60, True), (0, False)):
        loan = lent(site, email="", language="en")
        campaign = campaign_of(coordinator, [loan])
        loan.due_on = campaign.last_on + timedelta(days=days)
        loan.save(update_fields=["due_on"])
        campaign_operations.launch_campaign(campaign, by=coordinator)
        rows = campaign.rows.for_list().select_related("campaign")
        words = words_written(render_letters(rows))
        assert ("do not have to return it before" in words) == is_free
