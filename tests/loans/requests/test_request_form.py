"""The form of a request: filled in by an association on a phone, or by our team for it."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from loans.base.lifecycle.loans import Audience, RequestStatus
from loans.models import Request
from people.base.lifecycle import OrganisationStatus
from tests.factories import (
    AccessoryKindFactory,
    CategoryFactory,
    OrganisationFactory,
    RecipientFactory,
    RequestFactory,
    RequestLineFactory,
    SiteFactory,
    VoucherProductFactory,
)
from tests.visits import undone

NEW = "/requests/new/"


@pytest.fixture
def laptop(db):
    return CategoryFactory(icon="laptop")


@pytest.fixture
def typed(site, laptop):
    """The form data of a request for a laptop for a family."""
    return {
        "audience": "family",
        "household_size": "4",
        "purpose": "school",
        "site": site.pk,
        f"category_{laptop.pk}": "1",
    }


@pytest.fixture
def visitor(sign_in, association):
    return sign_in(association)


def test_sending_needs_four_answers(visitor, typed, association, site, laptop):
    with undone():
        visitor.post(NEW, typed)
        assert Request.objects.get().status == RequestStatus.DRAFT
    key = {"submission": str(uuid4()), "send": "1"}
    answers = [visitor.post(NEW, typed | key) for _ in range(2)]
    loan_request = Request.objects.get()
    address = reverse("request_detail", args=[loan_request.pk])
    assert [answer.url for answer in answers] == [address] * 2
    assert (loan_request.organisation, loan_request.site) == (association.organisation, site)
    assert (loan_request.status, loan_request.household_size) == (RequestStatus.SENT, 4)
    assert (loan_request.lines.get().category, loan_request.lines.get().requested) == (laptop, 1)


def test_the_only_or_last_used_site_is_preselected(visitor, typed, association, site):
    SiteFactory(closed=True)
    page = visitor.get(NEW).content.decode()
    assert f'<input type="hidden" name="site" value="{site.pk}"' in page
    assert site.name in page
    RequestFactory(organisation=association.organisation, site=site)
    SiteFactory()
    assert visitor.get(NEW).context["form"]["site"].value() == site.pk


def test_devices_vouchers_and_accessories_are_requested_together(visitor, typed):
    product, accessory = VoucherProductFactory(), AccessoryKindFactory()
    more = {f"product_{product.pk}": "2", f"accessory_{accessory.pk}": "3"}
    visitor.post(NEW, typed | more)
    lines = Request.objects.get().lines.order_by("requested")
    assert [(line.what, line.requested) for line in lines][1:] == [(product, 2), (accessory, 3)]


def test_invalid_input_is_refused_and_kept(unrendered, visitor, typed, laptop, association):
    name = f"category_{laptop.pk}"
    more = {name: "0", "note": "a large screen", "reference": "B-12"}
    form = visitor.post(NEW, typed | more).context["form"]  # without a purpose
    assert (form["note"].value(), form["reference"].value()) == ("a large screen", "B-12")
    assert form.non_field_errors()
    for count in ("-1", "1000", "two", "1.5"):
        form = visitor.post(NEW, typed | {name: count}).context["form"]
        assert form.errors[name], count
        assert form[name].value() == count
    for missing in ("audience", "purpose", "site"):
        given = {field: value for field, value in typed.items() if field != missing}
        assert missing in visitor.post(NEW, given).context["form"].errors
    yesterday = timezone.localdate() - timedelta(days=1)
    answer = visitor.post(NEW, typed | {"wanted_on": yesterday.isoformat()})
    assert "wanted_on" in answer.context["form"].errors
    association.organisation.transition_to(OrganisationStatus.SUSPENDED)
    form = visitor.post(NEW, typed | {"send": "1", "note": "a large screen"}).context["form"]
    assert form.non_field_errors()
    assert form["note"].value() == "a large screen"
    assert not Request.objects.exists()


# --- Recipients -----------------------------------------------------------------------------------
@pytest.fixture
def awa(association):
    return RecipientFactory(
        family=True, organisation=association.organisation, first_name="Awa", last_name="Kerjean"
    )


def test_a_person_is_matched_by_typed_name_or_suggestion_within_the_organisation(
    unrendered, visitor, typed, awa
):
    for text in ("kerjean", "Awa Kerjean", f"Awa Kerjean · {awa.pk}"):
        with undone():
            visitor.post(NEW, typed | {"recipient": text})
            loan_request = Request.objects.get()
            assert (loan_request.recipient, loan_request.household_size) == (
                awa,
                awa.household_size,
            ), text
    zoe = RecipientFactory(first_name="Zoé", last_name="Ailleurs")
    for text in ("Nobody", f"Zoé · {zoe.pk}", "Zoé", "Zoé · 99999999"):
        answer = visitor.post(NEW, typed | {"recipient": text})
        assert "recipient" in answer.context["form"].errors, text
        assert answer.context["form"]["recipient"].value() == text
    answer = visitor.post(NEW, typed | {"audience": "staff", "recipient": "Kerjean"})
    assert "recipient" in answer.context["form"].errors  # a family is not staff
    assert not Request.objects.exists()
    visitor.post(NEW, typed | {"audience": "structure", "recipient": "Kerjean"})
    loan_request = Request.objects.get()
    assert (loan_request.audience, loan_request.recipient) == (Audience.STRUCTURE, None)
    assert loan_request.household_size is None


def test_two_people_of_the_same_name_are_distinguished(visitor, typed, awa):
    twin = RecipientFactory(
        organisation=awa.organisation, first_name="Awa", last_name="Kerjean", household_size=2
    )
    refused = visitor.post(NEW, typed | {"recipient": "Awa Kerjean"})
    assert "recipient" in refused.context["form"].errors
    visitor.post(NEW, typed | {"recipient": f"Awa Kerjean · {twin.pk}"})
    assert Request.objects.get().recipient == twin


def test_only_people_of_the_organisation_are_suggested(visitor, awa):
    RecipientFactory(first_name="Zoé", last_name="Ailleurs")
    page = visitor.get(f"{NEW}?recipient={awa.pk}")
    assert page.context["form"]["household_size"].value() == awa.household_size
    page = page.content.decode()
    assert f'value="Awa Kerjean · {awa.pk}"' in page
    assert "Ailleurs" not in page


def test_staff_choose_the_organisation_first_and_their_request_is_marked(
    sign_in, coordinator, association, typed
):
    visitor = sign_in(coordinator)
    assert 'name="organisation"' in visitor.get(NEW).content.decode()
    for text in ("nobody knows it", "", OrganisationFactory(suspended=True).name):
        answer = visitor.get(NEW, {"organisation": text})
        assert "organisation" in answer.context["form"].errors
        assert answer.context["form"]["organisation"].value() == text
    organisation = association.organisation
    answer = visitor.get(NEW, {"organisation": organisation.name})
    assert answer.url == f"{NEW}?organisation={organisation.pk}"
    answer = visitor.post(answer.url, typed, follow=True)
    loan_request = Request.objects.get()
    assert (loan_request.organisation, loan_request.created_by) == (organisation, coordinator)
    assert coordinator.name in answer.content.decode()


def test_an_association_writes_for_itself_regardless_of_the_query_string(
    visitor, typed, association, other_association
):
    visitor.post(f"{NEW}?organisation={other_association.organisation_id}", typed)
    assert Request.objects.get().organisation == association.organisation


# --- Changing -------------------------------------------------------------------------------------
@pytest.fixture
def sent(association, site, laptop):
    loan_request = RequestFactory(
        sent=True, organisation=association.organisation, recipient=None, site=site
    )
    RequestLineFactory(request=loan_request, category=laptop, requested=7)
    return loan_request


def test_a_sent_request_is_edited_and_stays_sent(visitor, sent, typed, laptop):
    path, name = reverse("request_edit", args=[sent.pk]), f"category_{laptop.pk}"
    assert visitor.get(path).context["form"][name].value() == 7
    answer = visitor.post(path, typed | {name: "-3"})
    assert 'value="-3"' in answer.content.decode()
    assert sent.lines.get().requested == 7
    past = timezone.localdate() - timedelta(days=3)  # in the future when it was sent
    Request.objects.filter(pk=sent.pk).update(wanted_on=past)
    visitor.post(path, typed | {"wanted_on": past.isoformat()})
    sent.refresh_from_db()
    assert (sent.status, sent.lines.get().requested) == (RequestStatus.SENT, 1)


def test_an_answered_request_is_not_edited(visitor, association, typed):
    loan_request = RequestFactory(accepted=True, organisation=association.organisation)
    line = RequestLineFactory(request=loan_request, requested=3, accepted=1)
    answer = visitor.post(reverse("request_edit", args=[loan_request.pk]), typed)
    assert answer.url == reverse("request_detail", args=[loan_request.pk])
    assert loan_request.lines.get() == line
