import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.models import Event
from people.base.lifecycle import OrganisationStatus
from people.models import Organisation
from tests.cases import level_of
from tests.factories import (
    LoanFactory,
    OrganisationFactory,
    RecipientFactory,
    RequestFactory,
    UserFactory,
)


@pytest.fixture
def visitor(sign_in, coordinator):
    return sign_in(coordinator)


def page_of(visitor, organisation, name="organisation_detail"):
    return visitor.get(reverse(name, args=[organisation.pk]))


def test_the_list_is_searched_in_constant_queries(visitor, organisation):
    visitor.get("/organisations/")
    with CaptureQueriesContext(connection) as few:
        visitor.get("/organisations/")
    OrganisationFactory.create_batch(3, town="Fougères")
    with CaptureQueriesContext(connection) as many:
        visitor.get("/organisations/")
    assert len(few) == len(many)
    text = visitor.get("/organisations/", {"q": "fougè"}).content.decode()
    assert organisation.get_absolute_url() not in text
    assert text.count("Fougères") == 3


def test_the_page_shows_counts_of_the_organisation(unrendered, visitor, organisation, site):
    RequestFactory.create_batch(2, sent=True, organisation=organisation, site=site)
    LoanFactory(active=True, organisation=organisation)
    RequestFactory(sent=True)
    RecipientFactory(organisation=organisation, anonymised=True)
    context = page_of(visitor, organisation).context
    assert (context["waiting"], context["under_way"]) == (2, 1)
    assert context["recipients"] == 3  # recipients of the requests and of the loan


def test_an_association_sees_its_own_page_without_editing(sign_in, organisation):
    member = UserFactory(association=True, organisation=organisation)
    visitor = sign_in(member)
    page = page_of(visitor, organisation).content.decode()
    assert member.email in page
    assert "/decide/" not in page
    assert page_of(visitor, organisation, "organisation_edit").status_code == 403


def test_the_counter_sees_organisations_without_editing_and_others_none(
    unrendered, sign_in, counter, volunteer, technician, organisation, other_association
):
    for user in (other_association, volunteer, technician):
        assert page_of(sign_in(user), organisation).status_code == 404, user.role
    assert sign_in(other_association).get("/organisations/").status_code == 403
    visitor = sign_in(counter)
    assert page_of(visitor, organisation).status_code == 200
    decide = reverse("organisation_decide", args=[organisation.pk])
    assert visitor.post(decide, {"status": "suspended"}).status_code == 403


def test_an_organisation_added_is_approved_and_a_duplicate_refused(visitor, organisation):
    facts = {"name": "CCAS de Vern", "kind": "ccas", "siret": "", "town": "Vern-sur-Seiche"}
    answer = visitor.post("/organisations/add/", facts | {"name": organisation.name})
    assert "name" in answer.context["form"].errors
    assert "Vern-sur-Seiche" in answer.content.decode()
    answer = visitor.post("/organisations/add/", facts)
    added = Organisation.objects.get(name="CCAS de Vern")
    assert answer.url == added.get_absolute_url()
    assert added.status == OrganisationStatus.APPROVED


def test_a_correction_does_not_change_the_status(visitor, organisation):
    organisation.transition_to(OrganisationStatus.SUSPENDED)
    facts = {"name": organisation.name, "kind": "school", "phone": "02 99 00 11 22"}
    visitor.post(reverse("organisation_edit", args=[organisation.pk]), facts)
    organisation.refresh_from_db()
    assert (organisation.phone, organisation.status) == (
        "02 99 00 11 22",
        OrganisationStatus.SUSPENDED,
    )
    assert Event.objects.about(organisation).first().kind == "organisation.changed"


def test_each_transition_has_its_button_and_an_unknown_one_shows_a_message(visitor):
    for now, then in (
        ("asked", "approved"),
        ("approved", "suspended"),
        ("approved", "expired"),
        ("suspended", "approved"),
        ("expired", "approved"),
    ):
        organisation = OrganisationFactory(**{now: True})
        page = page_of(visitor, organisation).content.decode()
        assert f'name="status" value="{then}"' in page, (now, then)
        decide = reverse("organisation_decide", args=[organisation.pk])
        visitor.post(decide, {"status": then})
        organisation.refresh_from_db()
        assert organisation.status == then
    assert "alert-danger" in visitor.post(decide, {}, follow=True).content.decode()
    for sent in ({"status": "asked"}, {"status": "invented"}, {"status": ""}):
        assert level_of(visitor.post(decide, sent)) == "danger", sent
    organisation.refresh_from_db()
    assert organisation.status == OrganisationStatus.APPROVED
