"""Once a year, a household confirms people, pupils and devices, or corrects them."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from core.models import Event
from core.workflow.lifecycle import Refused
from loans.base.own_page import OwnPage
from modules.household_check.jobs import remind_households
from modules.household_check.models import HouseholdCheck, due
from modules.household_check.operations import confirm_household
from modules.household_check.panels import SIGNER
from modules.household_check.tests.factories import HouseholdCheckFactory
from people.models import Message
from people.outbox.rendering import words_now
from people.privacy.operations import anonymise
from tests.factories import LoanFactory, RecipientFactory, RequestFactory, UserFactory
from tests.law import write

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


def days_ago(count):
    return timezone.localdate() - timedelta(days=count)


@pytest.fixture
def family():
    """A family with a loan of more than a year."""
    person = RecipientFactory(family=True, language="en", email="k@example.org")
    loan = LoanFactory(active=True, recipient=person, organisation=person.organisation)
    write(loan, starts_on=days_ago(400))
    return person


@pytest.fixture
def own_page(monkeypatch):
    pages = [OwnPage(lambda person, number: "https://rebond.example.org/m/1/", "%(url)s")]
    monkeypatch.setattr("loans.base.own_page.OWN_PAGES", pages)


def families_due():
    return list(due(timezone.localdate()))


def test_a_family_is_due_a_year_after_the_hand_over_and_after_each_check(family):
    young = LoanFactory(active=True, recipient__family=True)
    assert families_due() == [family]
    check = HouseholdCheckFactory(recipient=family)
    assert families_due() == []
    write(check, at=timezone.now() - timedelta(days=366))
    assert families_due() == [family]
    RequestFactory(recipient=family, organisation=family.organisation, household_size=3)
    assert families_due() == []
    assert young.recipient not in families_due()


def test_a_tap_confirms_and_a_change_is_saved_on_open_requests(family, coordinator, sign_in):
    facts = {"household_size": 3, "pupils": 1, "devices_at_home": 0}
    of = {"recipient": family, "organisation": family.organisation, **facts}
    served, waiting = RequestFactory(closed=True, **of), RequestFactory(sent=True, **of)
    for request in (served, waiting):
        write(request, created_at=timezone.now() - timedelta(days=380))
    client = sign_in(coordinator)
    extension = reverse("loan_renew", args=[family.loans.get().pk])
    path = reverse("household_confirm", args=[family.pk])
    assert f'action="{path}?back={extension}"' in client.get(extension).text
    assert client.post(f"{path}?back={extension}", facts)["Location"] == extension
    assert Event.objects.about(family).first().kind == "household.confirmed"
    assert f'action="{path}' not in client.get(family.get_absolute_url()).text
    client.post(path, facts | {"household_size": 5, "pupils": 3})
    family.refresh_from_db()
    for request in (served, waiting):
        request.refresh_from_db()
    assert (family.household_size, waiting.pupils, served.pupils) == (5, 3, 1)
    assert Event.objects.about(family).first().kind == "household.changed"
    assert Event.objects.about(waiting).first().kind == "request.revised"


def test_wrong_numbers_are_kept_and_explained(family, sign_in):
    client = sign_in(UserFactory(association=True, organisation=family.organisation))
    path = reverse("household_confirm", args=[family.pk])
    page = client.post(path, {"household_size": 2, "pupils": 4}).text
    assert 'value="4"' in page
    assert not HouseholdCheck.objects.exists()
    stranger = RecipientFactory(family=True)
    assert client.get(reverse("household_confirm", args=[stranger.pk])).status_code == 404


def test_the_household_confirms_on_its_own_page(client, family, own_page):
    path = reverse("own_household", args=[SIGNER.sign(family.pk)])
    assert "People at home" in client.get(path).text
    answer = client.post(path, {"household_size": 4, "pupils": 2, "devices_at_home": ""})
    assert answer["Location"] == "https://rebond.example.org/m/1/"
    check = HouseholdCheck.objects.get()
    assert (check.household_size, check.devices_at_home, check.by.is_by_link) == (4, None, True)
    assert client.get(reverse("own_household", args=["1:x:y"])).status_code == 404


def test_each_family_is_written_to_once_a_year(family, own_page):
    today = timezone.localdate()
    assert [remind_households(today=today + timedelta(days=n)) for n in (0, 1)] == [1, 0]
    message = Message.objects.get(recipient=family)
    assert "how many people" in words_now(message)[1]
    HouseholdCheckFactory(recipient=family)
    assert remind_households(today=today) == 0


def test_no_letter_is_written_without_an_own_page(family, monkeypatch):
    monkeypatch.setattr("loans.base.own_page.OWN_PAGES", [])
    assert remind_households(today=timezone.localdate()) == 0


def test_anonymisation_deletes_the_checks(coordinator):
    person = HouseholdCheckFactory().recipient
    anonymise([person], by=coordinator)
    assert not HouseholdCheck.objects.exists()
    with pytest.raises(Refused):
        confirm_household(person, by=coordinator, household_size=2)
