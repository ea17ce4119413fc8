"""Pages of a campaign: loans chosen by filters, a preview, the launch, the letters to print."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from loans.base.lifecycle.loans import Purpose
from loans.models import Appointment
from modules.campaigns import operations as campaign_operations
from modules.campaigns.models import Campaign
from people.models import Message
from tests.factories import (
    LoanFactory,
    LoanItemFactory,
    OpeningHoursFactory,
    RecipientFactory,
    RequestFactory,
)

pytestmark = pytest.mark.django_db
NEW = "/campaigns/new/"


def lent(site, due_in=30, purpose=None, **facts):
    person = RecipientFactory(**{"email": "awa@example.org", "phone": ""} | facts)
    due_on = timezone.localdate() + timedelta(days=due_in)
    whose = {"organisation": person.organisation, "recipient": person, "site": site}
    loan_request = RequestFactory(closed=True, purpose=purpose, **whose) if purpose else None
    loan = LoanFactory(active=True, due_on=due_on, request=loan_request, **whose)
    return LoanItemFactory(open=True, loan=loan, device__site=site).loan


@pytest.fixture
def room(site):
    return [OpeningHoursFactory(site=site, weekday=day, capacity=1) for day in range(7)]


def data(**changes):
    tomorrow = timezone.localdate() + timedelta(days=1)
    return {
        "submission": uuid4(),
        "name": "Fin d’année",
        "reason": "school_year",
        "mode": "slots",
        "first_on": tomorrow.isoformat(),
        "last_on": (tomorrow + timedelta(days=7)).isoformat(),
    } | changes


def chosen(visitor, query=""):
    page = visitor.get(f"{NEW}?{query}")
    return page.context["count"]


def test_a_campaign_with_a_loan_that_is_not_visible_is_not_prepared(
    site, coordinator, sign_in, room
):
    mine, given_back = lent(site), LoanFactory(closed=True, site=site)
    visitor = sign_in(coordinator)
    ticked = {"row": [mine.pk, given_back.pk]}
    assert not Campaign.objects.exists()
    page = visitor.post(NEW, data() | ticked)
    assert "Rien n’a été fait" in page.content.decode()
    assert 'value="Fin d’année"' in page.content.decode()
    assert not Campaign.objects.exists()
    visitor.post(NEW, data() | {"row": [mine.pk]})
    assert Campaign.objects.exists()


def test_loans_are_chosen_by_filters(unrendered, site, coordinator, sign_in):
    today = timezone.localdate()
    lent(site, due_in=10)
    lent(site, due_in=60, purpose=Purpose.TELEWORK)
    visitor = sign_in(coordinator)

    assert chosen(visitor) == 2
    assert chosen(visitor, f"due_to={today + timedelta(days=30)}") == 1
    assert chosen(visitor, f"due_from={today + timedelta(days=30)}") == 1
    assert chosen(visitor, "purpose=telework") == 1
    assert chosen(visitor, "purpose=school") == 0
    assert chosen(visitor, "audience=staff") == 0
    assert chosen(visitor, f"site={site.pk}") == 2


def test_the_selection_of_the_query_string_is_stored_and_shown(site, coordinator, room, sign_in):
    early, late = lent(site, due_in=10), lent(site, due_in=60)
    visitor = sign_in(coordinator)
    until = timezone.localdate() + timedelta(days=30)
    answer = visitor.post(f"{NEW}?due_to={until}", data())

    campaign = Campaign.objects.get()
    assert answer.url == campaign.get_absolute_url()
    assert [row.loan for row in campaign.rows.all()] == [early]
    page = visitor.get(answer.url).content.decode()
    assert str(early.recipient) in page
    assert str(late) not in page


def test_the_loan_list_links_to_a_campaign_with_its_filters(coordinator, counter, sign_in):
    page = sign_in(coordinator).get("/loans/?overdue=true").content.decode()
    assert f"{NEW}?overdue=true" in page
    assert NEW not in sign_in(counter).get("/loans/").content.decode()


def test_ticked_loans_form_a_campaign(site, coordinator, room, sign_in):
    first, second, third = (lent(site, due_in=days) for days in (10, 20, 30))
    given = LoanFactory(closed=True, site=site)
    visitor = sign_in(coordinator)
    ticks = {"list_act": "bulk", "do": "call_back", "row": [first.pk, third.pk, given.pk]}
    page = visitor.post("/loans/?sort=number", ticks, follow=True)
    assert page.request["PATH_INFO"] == NEW  # its form has no action, so it posts here
    assert page.context["ticked"] == [first.pk, third.pk]
    assert second.number not in page.content.decode()

    visitor.post(NEW, data() | {"row": page.context["ticked"]})

    assert [row.loan for row in Campaign.objects.get().rows.all()] == [first, third]


def test_invalid_values_or_an_empty_selection_are_refused_and_kept_in_the_form(
    site, coordinator, sign_in
):
    visitor = sign_in(coordinator)
    assert "élargissez" in visitor.post(NEW, data()).content.decode()
    over = LoanFactory(closed=True, site=site)
    assert visitor.post(NEW, data() | {"row": [over.pk, 10**17]}).status_code == 200
    first, second = lent(site, due_in=10), lent(site, due_in=20)
    assert f'value="{second.pk}" form="bulk"' in visitor.get(NEW).content.decode()
    for wrong in (
        {"name": ""},
        {"reason": "fun"},
        {"first_on": "2020-01-01"},
        {"last_on": "2020-01-01"},
        {"last_on": "9999-01-01"},
    ):
        page = visitor.post(NEW, data(**wrong) | {"row": [second.pk]})
        assert page.status_code == 200
        assert page.context["ticked"] == [second.pk], wrong
        assert first.number not in page.content.decode()
    assert not Campaign.objects.exists()


def test_a_campaign_is_edited_then_sent_once(site, coordinator, room, sign_in):
    lent(site)
    lent(site)
    visitor = sign_in(coordinator)
    visitor.post(NEW, data())
    campaign = Campaign.objects.get()
    visitor.post(reverse("campaign_edit", args=[campaign.pk]), data(name="Juin"))
    campaign.refresh_from_db()
    assert campaign.name == "Juin"
    path = reverse("campaignloan_remove", args=[campaign.pk, campaign.rows.first().pk])
    assert [visitor.post(path).status_code for _time in range(2)] == [302, 302]
    assert campaign.rows.count() == 1

    for _time in range(2):
        page = visitor.post(reverse("campaign_launch", args=[campaign.pk]), follow=True)
    assert "déjà été envoyée" in page.content.decode()
    assert Appointment.objects.count() == Message.objects.count() == 1
    assert reverse("campaign_launch", args=[campaign.pk]) not in page.content.decode()


def test_letters_of_people_without_an_address_are_in_one_file(site, coordinator, room, sign_in):
    lent(site, email="")
    lent(site)
    visitor = sign_in(coordinator)
    visitor.post(NEW, data())
    campaign = Campaign.objects.get()
    letters = reverse("campaign_letters", args=[campaign.pk])
    assert visitor.get(letters).status_code == 302

    campaign_operations.launch_campaign(campaign, by=coordinator)
    answer = visitor.get(letters)
    assert answer["Content-Type"] == "application/pdf"
    assert "Imprimer la lettre" in visitor.get(campaign.get_absolute_url()).content.decode()
