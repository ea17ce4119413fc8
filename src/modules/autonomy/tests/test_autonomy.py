"""Levels noted in one tap for each answer, their change, and the CSV for the Coop."""

import csv
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.urls import reverse
from django.utils import timezone

from core.models import Event
from core.workflow.lifecycle import Refused
from desk.figures.scope import Scope
from loans.base.lifecycle.loans import Purpose
from loans.base.own_page import OwnPage
from modules.autonomy.cards import SIGNER
from modules.autonomy.lifecycle import Level, Managed, Moment, Topic
from modules.autonomy.models import AutonomyNote
from modules.autonomy.operations import note_autonomy
from modules.autonomy.results import CHANGE, COVERAGE, MANAGED, by_area, by_purpose, of_donor
from modules.autonomy.tests.factories import AutonomyNoteFactory
from people.privacy.operations import anonymise
from tests.factories import (
    AreaFactory,
    DonationFactory,
    LoanFactory,
    LoanItemFactory,
    OrganisationFactory,
    RecipientFactory,
    RequestFactory,
    UserFactory,
)
from tests.law import write

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


@pytest.fixture
def lent():
    """A loan of a family that was handed over three months ago."""
    loan = LoanFactory(active=True)
    write(loan, starts_on=timezone.localdate() - timedelta(days=90))
    return loan


@pytest.fixture
def at_counter(lent, sign_in):
    return sign_in(UserFactory(counter=True, sites=[lent.site]))


def equipped(before="", after="", *, purpose=None, town=None, **facts):
    """A hand-over of today, with a level then and another one since."""
    office = OrganisationFactory(approved=True)
    facts["loan__organisation"] = office
    if purpose:
        facts["loan__request"] = RequestFactory(accepted=True, organisation=office, purpose=purpose)
    if town:
        facts["loan__recipient"] = RecipientFactory(organisation=office, commune=town)
    loan = LoanItemFactory(open=True, **facts).loan
    if before:
        AutonomyNoteFactory(loan=loan, level=before)
    if after:
        AutonomyNoteFactory(loan=loan, level=after, moment=Moment.CALL, managed=Managed.YES)
    return loan


def scope_of(user, **narrows):
    return Scope.today(user, **narrows)


def test_a_tap_saves_each_answer_and_the_topic_is_asked_once(lent, at_counter):
    AutonomyNoteFactory(loan=lent, topic=Topic.SCHOOL)
    path, page = reverse("autonomy_loan", args=[lent.pk]), lent.get_absolute_url()
    at_counter.post(path, {"level": Level.PARTLY}, headers={"Referer": f"http://testserver{page}"})
    note = AutonomyNote.objects.get(moment=Moment.CALL)
    assert (note.level, note.topic, note.managed) == (Level.PARTLY, Topic.SCHOOL, "")
    assert f'name="managed" value="{Managed.PARTLY}"' in at_counter.get(page).text
    at_counter.post(path, {"managed": Managed.PARTLY})
    at_counter.post(path, {"level": Level.ALONE})
    note.refresh_from_db()
    assert (note.level, note.managed) == (Level.ALONE, Managed.PARTLY)
    shown = at_counter.get(page).text
    assert 'value="autonome" type="submit"\n              aria-pressed="true"' in shown
    assert Event.objects.about(lent).first().data == {"moment": Moment.CALL}


def test_a_note_is_removed_and_nothing_is_required(lent, at_counter):
    path = reverse("autonomy_loan", args=[lent.pk])
    page = at_counter.post(path, {"topic": Topic.EMAIL}, follow=True)
    assert not AutonomyNote.objects.exists()
    assert "Choisissez d’abord le niveau d’autonomie." in page.text
    at_counter.post(path, {"level": Level.ALONE})
    at_counter.post(path, {"clear": "1"})
    assert not AutonomyNote.objects.exists()


def test_associations_note_their_own_requests_only(sign_in):
    request = RequestFactory(sent=True)
    client = sign_in(UserFactory(association=True, organisation=request.organisation))
    client.post(reverse("autonomy_request", args=[request.pk]), {"level": Level.GUIDED})
    assert AutonomyNote.objects.get().moment == Moment.REQUEST
    other = RequestFactory(sent=True)
    path = reverse("autonomy_request", args=[other.pk])
    assert client.post(path, {"level": Level.GUIDED}).status_code == 404
    volunteer = sign_in(UserFactory(volunteer=True, sites=[request.site]))
    assert "autonomy" not in volunteer.get(request.get_absolute_url()).text


def test_nothing_is_noted_about_an_anonymised_person(coordinator):
    loan = LoanFactory(closed=True)
    anonymise([loan.recipient], by=coordinator)
    loan.refresh_from_db()
    with pytest.raises(Refused):
        note_autonomy(loan, by=coordinator, moment=Moment.CALL, level=Level.ALONE)


def test_a_person_answers_on_their_own_page(client, lent, monkeypatch):
    pages = [OwnPage(lambda person, number: "https://rebond.example.org/m/1/", "")]
    monkeypatch.setattr("loans.base.own_page.OWN_PAGES", pages)
    path = reverse("own_autonomy", args=[SIGNER.sign(lent.recipient_id)])
    assert client.post(path, {"level": Level.PARTLY})["Location"].endswith("/m/1/#autonomy")
    note = AutonomyNote.objects.get()
    assert (note.moment, note.level, note.by.is_by_link) == (Moment.LINK, Level.PARTLY, True)
    client.post(path, {"clear": "1"})
    assert not AutonomyNote.objects.exists()
    assert client.post(reverse("own_autonomy", args=["1:x:y"])).status_code == 404
    monkeypatch.setattr("loans.base.own_page.OWN_PAGES", [])
    assert client.post(path, {"level": Level.PARTLY}).status_code == 404


def test_figures_tell_coverage_change_and_success_of_five_people_or_more(coordinator):
    for _n in range(4):
        equipped(Level.GUIDED, Level.PARTLY)
    scope = scope_of(coordinator)
    assert [f.number(scope) for f in (COVERAGE, CHANGE, MANAGED)] == [None, None, None]
    loan = equipped(Level.ALONE, Level.ALONE, purpose=Purpose.JOB)
    AutonomyNoteFactory(loan=None, request=loan.request, moment=Moment.REQUEST)
    equipped(Level.GUIDED)
    equipped(loan__for_the_structure=True)
    assert COVERAGE.number(scope) == 83  # 5 of 6 people
    assert CHANGE.number(scope) == 1  # of 1, 1, 1, 1 and 2, from the request
    assert CHANGE.text(scope) == "+1 level"
    assert MANAGED.number(scope) == 100


def test_groups_by_purpose_and_area_hide_small_ones(coordinator, sign_in):
    town = AreaFactory(name="Rennes")
    for _n in range(6):
        equipped(Level.GUIDED, Level.ALONE, purpose=Purpose.JOB, town=town)
    for _n in range(6):
        equipped()
    equipped(Level.GUIDED, Level.ALONE, purpose=Purpose.SCHOOL)
    scope = scope_of(coordinator)
    purposes = {group.label: group for group in by_purpose(scope)}
    assert purposes["school and studies"].total == "fewer than 5"
    assert purposes["school and studies"].change == "–"
    assert purposes["without a written request"].both == "0"
    assert {group.label for group in by_area(scope)} == {"Rennes", "not known"}
    page = sign_in(coordinator).get(reverse("autonomy_results"))
    assert "moins de 5" in page.text
    assert "Remises à des personnes" in page.text


def test_the_outcome_of_a_donor_tells_the_change_of_five_people_but_not_of_one_lot():
    lot = DonationFactory(received=True)
    outcome = SimpleNamespace(donor=lot.donor, donation=None, last=timezone.localdate())
    for _n in range(4):
        equipped(Level.GUIDED, Level.PARTLY, device__donation=lot)
    assert of_donor(None, outcome) is None
    equipped(Level.GUIDED, Level.PARTLY, device__donation=lot)
    assert of_donor(None, outcome) == {"autonomy_known": "100%", "autonomy_change": "+1 level"}
    outcome.donation = lot
    assert of_donor(None, outcome) is None


def test_activities_have_the_fields_of_the_coop_and_no_name(coordinator, sign_in):
    town = AreaFactory(name="Rennes", code="35238")
    loan = equipped(Level.GUIDED, Level.ALONE, town=town, device__category__code="laptop")
    AutonomyNote.objects.update(topic=Topic.EMAIL)
    answer = sign_in(coordinator).get(reverse("autonomy_activities"))
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    there, away = csv.DictReader(text.splitlines(), dialect=csv.Sniffer().sniff(text))
    assert (there["type_lieu"], there["lieu_commune"]) == ("lieu_activite", "")
    assert there["thematiques"] == "prendre_en_main_du_materiel, email"
    assert (there["materiel"], there["autonomie"]) == ("ordinateur", "entierement_accompagne")
    assert (away["type_lieu"], away["lieu_code_insee"]) == ("a_distance", "35238")
    assert (away["thematiques"], away["autonomie"]) == ("email", "autonome")
    assert loan.recipient.last_name not in text
    assert Event.objects.filter(kind="report.exported").exists()
