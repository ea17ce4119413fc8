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


def test_an_association_lists_its_own_people(visitor, mine):
    RecipientFactory(first_name="Inès", last_name="Ailleurs")
    page = visitor.get(LIST).content.decode()
    assert "Awa Kerjean" in page
    assert "Ailleurs" not in page


def test_the_counter_searches_by_name_and_organisation(sign_in, counter, mine):
    RecipientFactory(first_name="Inès", last_name="Ailleurs")
    visitor = sign_in(counter)
    for query in ({"q": "kerj aw"}, {"organisation": mine.organisation.name}):
        page = visitor.get(LIST, query).content.decode()
        assert "Awa Kerjean" in page
        assert "Ailleurs" not in page


def test_the_number_of_omitted_rows_respects_other_filters(sign_in, counter, monkeypatch):
    monkeypatch.setattr(RecipientQuerySet.beginning, "__defaults__", (1,))
    *_others, person = RecipientFactory.create_batch(3, first_name="Awa", last_name="Kerjean")
    query = {"q": "kerj aw", "organisation": person.organisation.name}
    page = sign_in(counter).get(LIST, query)
    assert [row.record for row in page.context["table"].paginated_rows] == [person]


def test_the_list_takes_constant_queries(sign_in, counter):
    visitor = sign_in(counter)
    RecipientFactory()
    visitor.get(LIST)
    with CaptureQueriesContext(connection) as few:
        visitor.get(LIST)
    RecipientFactory.create_batch(5)
    with CaptureQueriesContext(connection) as many:
        visitor.get(LIST)
    assert len(few) == len(many)


@pytest.mark.parametrize("role", ["volunteer", "technician"])
def test_the_warehouse_cannot_open_recipients(role, sign_in, mine, request):
    visitor = sign_in(request.getfixturevalue(role))
    pages = [LIST, ADD, address("recipient_detail", mine), address("recipient_edit", mine)]
    assert {visitor.get(page).status_code for page in pages} == {403}


def test_another_association_gets_a_404(sign_in, other_association, mine, typed):
    visitor = sign_in(other_association)
    for name in ("recipient_detail", "recipient_edit"):
        assert visitor.get(address(name, mine)).status_code == 404
    assert visitor.post(address("recipient_edit", mine), typed).status_code == 404
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
    answer = visitor.post(ADD, typed | {"organisation": other.name})
    person = Recipient.objects.get()
    assert answer.url == person.get_absolute_url()
    assert (str(person), person.organisation) == ("Zoé Le Bihan", association.organisation)


def test_the_query_string_does_not_add_to_another_organisation(visitor, typed):
    other = OrganisationFactory(approved=True)
    assert visitor.post(f"{ADD}?organisation={other.pk}", typed).status_code == 404
    assert not Recipient.objects.exists()


@pytest.mark.parametrize("by_address", [True, False])
def test_our_team_chooses_the_organisation(sign_in, counter, organisation, typed, by_address):
    visitor = sign_in(counter)
    if by_address:
        visitor.post(f"{ADD}?organisation={organisation.pk}", typed)
    else:
        visitor.post(ADD, typed | {"organisation": organisation.name})
    assert Recipient.objects.get().organisation == organisation


def test_a_minor_without_guardian_is_refused_and_typed_values_kept(visitor, typed):
    birth = timezone.localdate().replace(year=timezone.localdate().year - 9, day=1)
    answer = visitor.post(ADD, typed | {"birth_date": birth.isoformat()})
    page = answer.content.decode()
    assert answer.context["form"].non_field_errors()
    assert 'value="Le Bihan"' in page
    assert f'value="{birth.isoformat()}"' in page
    assert not Recipient.objects.exists()


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
