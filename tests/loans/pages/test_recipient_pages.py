import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from core.models import Event
from people.base.models.recipient import RecipientQuerySet
from people.models import Recipient
from tests.factories import (
    GuardianFactory,
    LoanFactory,
    OrganisationFactory,
    RecipientFactory,
    RequestFactory,
)

ADD = "/recipients/add/"
LIST = "/recipients/"


@pytest.fixture
def typed():
    return {
        "kind": "family",
        "first_name": "Zoé",
        "last_name": "Le Bihan",
        "household_size": "2",
        "language": "fr",
    }


@pytest.fixture
def mine(association):
    return RecipientFactory(
        organisation=association.organisation, first_name="Awa", last_name="Kerjean"
    )


@pytest.fixture
def visitor(sign_in, association):
    return sign_in(association)


def address(name, person):
    return reverse(name, args=[person.pk])


def test_an_association_lists_its_own_people_and_the_counter_searches_them(
    visitor, mine, sign_in, counter
):
    RecipientFactory(first_name="Inès", last_name="Ailleurs")
    team = sign_in(counter)
    for who, query in (
        (visitor, {}),
        (team, {"q": "kerj aw"}),
        (team, {"organisation": mine.organisation.name}),
    ):
        page = who.get(LIST, query).content.decode()
        assert "Awa Kerjean" in page
        assert "Ailleurs" not in page


def test_the_number_of_omitted_rows_respects_other_filters(sign_in, counter, monkeypatch):
    monkeypatch.setattr(RecipientQuerySet.beginning, "__defaults__", (1,))
    *_others, person = RecipientFactory.create_batch(3, first_name="Awa", last_name="Kerjean")
    query = {"q": "kerj aw", "organisation": person.organisation.name}
    page = sign_in(counter).get(LIST, query)
    assert list(page.context["table"].paginated_rows) == [person]


def test_the_list_takes_constant_queries(sign_in, counter):
    visitor = sign_in(counter)
    RecipientFactory()
    visitor.get(LIST)
    with CaptureQueriesContext(connection) as few:
        visitor.get(LIST)
    RecipientFactory.create_batch(2)
    with CaptureQueriesContext(connection) as many:
        visitor.get(LIST)
    assert len(few) == len(many)


def test_another_association_and_the_warehouse_open_no_person(
    unrendered, sign_in, other_association, volunteer, technician, mine, typed
):
    detail, edit = (address(f"recipient_{act}", mine) for act in ("detail", "edit"))
    for user in (volunteer, technician):
        visitor = sign_in(user)
        assert {visitor.get(page).status_code for page in (LIST, ADD, detail, edit)} == {403}
    visitor = sign_in(other_association)
    answers = visitor.get(detail), visitor.get(edit), visitor.post(edit, typed)
    assert [answer.status_code for answer in answers] == [404] * 3
    mine.refresh_from_db()
    assert mine.last_name == "Kerjean"


def test_the_page_shows_the_person_with_guardians_requests_and_loans(visitor, mine, site):
    GuardianFactory(recipient=mine, name="Marie Kerjean", phone="06 11 22 33 44")
    request = RequestFactory(sent=True, organisation=mine.organisation, recipient=mine, site=site)
    loan = LoanFactory(active=True, organisation=mine.organisation, recipient=mine)
    page = visitor.get(address("recipient_detail", mine)).content.decode()
    for text in ("Marie Kerjean", "06 11 22 33 44", request.number, loan.number):
        assert text in page
    assert f"/requests/new/?recipient={mine.pk}" in page


def test_an_association_adds_a_person_of_its_own(visitor, association, typed):
    other = OrganisationFactory(approved=True)
    assert visitor.post(f"{ADD}?organisation={other.pk}", typed).status_code == 404
    today = timezone.localdate()
    birth = today.replace(year=today.year - 9, day=1)  # a minor without a guardian
    answer = visitor.post(ADD, typed | {"birth_date": birth.isoformat()})
    page = answer.content.decode()
    assert "guardian1_name" in answer.context["form"].errors
    assert 'value="Le Bihan"' in page
    assert f'value="{birth.isoformat()}"' in page
    assert not Recipient.objects.exists()
    answer = visitor.post(ADD, typed | {"organisation": other.name})
    person = Recipient.objects.get()
    assert answer.url == person.get_absolute_url()
    assert (str(person), person.organisation) == ("Zoé Le Bihan", association.organisation)


def test_our_team_chooses_the_organisation(sign_in, counter, organisation, typed):
    visitor = sign_in(counter)
    visitor.post(f"{ADD}?organisation={organisation.pk}", typed)
    visitor.post(ADD, typed | {"organisation": organisation.name, "first_name": "Ana"})
    chosen = Recipient.objects.values_list("first_name", "organisation")
    assert sorted(chosen) == [("Ana", organisation.pk), ("Zoé", organisation.pk)]


def test_a_person_is_corrected(visitor, mine, typed):
    answer = visitor.post(address("recipient_edit", mine), typed)
    mine.refresh_from_db()
    assert (answer.url, str(mine)) == (mine.get_absolute_url(), "Zoé Le Bihan")
    event = Event.objects.about(mine).first()
    assert (event.kind, event.data) == ("recipient.changed", {})


def test_an_anonymised_person_is_readable_and_not_editable(sign_in, counter, typed):
    person = RecipientFactory(anonymised=True)
    visitor = sign_in(counter)
    page = visitor.get(address("recipient_detail", person)).content.decode()
    assert address("recipient_edit", person) not in page
    answer = visitor.post(address("recipient_edit", person), typed)
    assert answer.context["form"].non_field_errors()
    person.refresh_from_db()
    assert person.last_name == ""
