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

NEW = "/requests/new/"


@pytest.fixture
def laptop(db):
    return CategoryFactory(icon="laptop")


@pytest.fixture
def typed(site, laptop):
    """What is typed for one laptop for a family."""
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
    answer = visitor.post(NEW, typed | {"send": "1"})
    loan_request = Request.objects.get()
    assert answer.url == reverse("request_detail", args=[loan_request.pk])
    assert (loan_request.organisation, loan_request.site) == (association.organisation, site)
    assert (loan_request.status, loan_request.household_size) == (RequestStatus.SENT, 4)
    assert (loan_request.lines.get().category, loan_request.lines.get().requested) == (laptop, 1)


def test_saving_without_sending_is_a_draft(visitor, typed):
    visitor.post(NEW, typed)
    assert Request.objects.get().status == RequestStatus.DRAFT


def test_the_only_site_is_chosen_already(visitor, typed, site):
    SiteFactory(closed=True)
    page = visitor.get(NEW).content.decode()
    assert f'<input type="hidden" name="site" value="{site.pk}"' in page
    assert site.name in page


def test_of_several_sites_the_last_one_used_is_proposed(visitor, association, site):
    RequestFactory(organisation=association.organisation, site=site)
    SiteFactory()
    form = visitor.get(NEW).context["form"]
    assert form["site"].value() == site.pk


def test_devices_vouchers_and_accessories_are_requested_together(visitor, typed):
    product, accessory = VoucherProductFactory(), AccessoryKindFactory()
    more = {f"product_{product.pk}": "2", f"accessory_{accessory.pk}": "3"}
    visitor.post(NEW, typed | more)
    lines = Request.objects.get().lines.order_by("requested")
    assert [(line.what, line.requested) for line in lines][1:] == [(product, 2), (accessory, 3)]


def test_an_empty_request_is_refused_and_its_input_retained(visitor, typed, laptop):
    more = {f"category_{laptop.pk}": "0", "note": "a large screen", "reference": "B-12"}
    answer = visitor.post(NEW, typed | more)
    page = answer.content.decode()
    assert not Request.objects.exists()
    assert "a large screen" in page
    assert 'value="B-12"' in page
    assert answer.context["form"].non_field_errors()


@pytest.mark.parametrize("count", ["-1", "1000", "two", "1.5"])
def test_an_invalid_quantity_is_refused_and_kept(visitor, typed, laptop, count):
    name = f"category_{laptop.pk}"
    answer = visitor.post(NEW, typed | {name: count, "note": "a large screen"})
    assert answer.context["form"].errors[name]
    assert f'value="{count}"' in answer.content.decode()
    assert "a large screen" in answer.content.decode()
    assert not Request.objects.exists()


@pytest.mark.parametrize("missing", ["audience", "purpose", "site"])
def test_required_answers_are_enforced(visitor, typed, missing):
    del typed[missing]
    answer = visitor.post(NEW, typed)
    assert missing in answer.context["form"].errors
    assert not Request.objects.exists()


def test_a_past_day_is_refused(visitor, typed):
    yesterday = timezone.localdate() - timedelta(days=1)
    answer = visitor.post(NEW, typed | {"wanted_on": yesterday.isoformat()})
    assert "wanted_on" in answer.context["form"].errors


def test_a_form_sent_twice_creates_one_request(visitor, typed):
    key = {"submission": str(uuid4()), "send": "1"}
    answers = [visitor.post(NEW, typed | key) for _ in range(2)]
    assert answers[0].url == answers[1].url
    assert Request.objects.count() == 1


def test_a_suspended_organisation_keeps_its_typed_values(visitor, typed, association):
    association.organisation.transition_to(OrganisationStatus.SUSPENDED)
    answer = visitor.post(NEW, typed | {"send": "1", "note": "a large screen"})
    assert answer.context["form"].non_field_errors()
    assert "a large screen" in answer.content.decode()
    assert not Request.objects.exists()


# --- For whom -------------------------------------------------------------------------------------
@pytest.fixture
def awa(association):
    return RecipientFactory(
        family=True, organisation=association.organisation, first_name="Awa", last_name="Kerjean"
    )


@pytest.mark.parametrize("text", ["kerjean", "Awa Kerjean", "Awa Kerjean · {pk}"])
def test_a_person_is_matched_by_typed_name_or_suggestion(visitor, typed, awa, text):
    visitor.post(NEW, typed | {"recipient": text.format(pk=awa.pk)})
    loan_request = Request.objects.get()
    assert (loan_request.recipient, loan_request.household_size) == (awa, awa.household_size)


@pytest.mark.parametrize("text", ["Nobody", "Zoé · {other}", "Zoé", "Zoé · 99999999"])
def test_a_person_of_another_organisation_is_unknown(visitor, typed, text):
    zoe = RecipientFactory(first_name="Zoé")
    text = text.format(other=zoe.pk)
    answer = visitor.post(NEW, typed | {"recipient": text})
    assert "recipient" in answer.context["form"].errors
    assert f'value="{text}"' in answer.content.decode()
    assert not Request.objects.exists()


def test_two_people_of_one_name_are_distinguished(visitor, typed, awa):
    twin = RecipientFactory(
        organisation=awa.organisation, first_name="Awa", last_name="Kerjean", household_size=2
    )
    refused = visitor.post(NEW, typed | {"recipient": "Awa Kerjean"})
    assert "recipient" in refused.context["form"].errors
    visitor.post(NEW, typed | {"recipient": f"Awa Kerjean · {twin.pk}"})
    assert Request.objects.get().recipient == twin


def test_a_family_is_not_requested_as_staff(visitor, typed, awa):
    answer = visitor.post(NEW, typed | {"audience": "staff", "recipient": "Kerjean"})
    assert "recipient" in answer.context["form"].errors


def test_a_request_for_the_organisation_has_no_person_and_no_household(visitor, typed, awa):
    visitor.post(NEW, typed | {"audience": "structure", "recipient": "Kerjean"})
    loan_request = Request.objects.get()
    assert (loan_request.audience, loan_request.recipient) == (Audience.STRUCTURE, None)
    assert loan_request.household_size is None


def test_from_the_page_of_a_person_the_form_names_them(visitor, awa, typed):
    page = visitor.get(f"{NEW}?recipient={awa.pk}").content.decode()
    assert f'value="Awa Kerjean · {awa.pk}"' in page


def test_the_people_of_another_organisation_are_not_suggested(visitor, awa):
    RecipientFactory(first_name="Zoé", last_name="Ailleurs")
    page = visitor.get(NEW).content.decode()
    assert "Awa Kerjean" in page
    assert "Ailleurs" not in page


# --- Our team writes for an organisation ----------------------------------------------------------
def test_staff_choose_the_organisation_first(sign_in, coordinator, association):
    visitor = sign_in(coordinator)
    assert 'name="organisation"' in visitor.get(NEW).content.decode()
    answer = visitor.get(NEW, {"organisation": association.organisation.name})
    assert answer.url == f"{NEW}?organisation={association.organisation_id}"


def test_a_request_entered_by_staff_is_marked(sign_in, coordinator, association, typed):
    visitor = sign_in(coordinator)
    answer = visitor.post(f"{NEW}?organisation={association.organisation_id}", typed, follow=True)
    loan_request = Request.objects.get()
    assert (loan_request.organisation, loan_request.created_by) == (
        association.organisation,
        coordinator,
    )
    assert coordinator.name in answer.content.decode()


@pytest.mark.parametrize("text", ["nobody knows it", ""])
def test_an_unknown_organisation_is_an_error_and_kept(sign_in, coordinator, text):
    answer = sign_in(coordinator).get(NEW, {"organisation": text})
    assert "organisation" in answer.context["form"].errors
    assert answer.context["form"]["organisation"].value() == text


def test_a_blocked_organisation_is_not_offered(sign_in, coordinator):
    suspended = OrganisationFactory(suspended=True)
    answer = sign_in(coordinator).get(NEW, {"organisation": suspended.name})
    assert "organisation" in answer.context["form"].errors


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


def test_the_form_shows_what_was_requested(visitor, sent, laptop):
    form = visitor.get(reverse("request_edit", args=[sent.pk])).context["form"]
    assert form[f"category_{laptop.pk}"].value() == 7


def test_a_sent_request_is_edited_and_stays_sent(visitor, sent, typed):
    visitor.post(reverse("request_edit", args=[sent.pk]), typed)
    sent.refresh_from_db()
    assert (sent.status, sent.lines.get().requested) == (RequestStatus.SENT, 1)


def test_a_wanted_day_now_past_does_not_prevent_editing(visitor, sent, typed):
    past = timezone.localdate() - timedelta(days=3)
    Request.objects.filter(pk=sent.pk).update(wanted_on=past)
    visitor.post(reverse("request_edit", args=[sent.pk]), typed | {"wanted_on": past.isoformat()})
    assert sent.lines.get().requested == 1


def test_an_answered_request_is_not_edited(visitor, association, typed):
    loan_request = RequestFactory(accepted=True, organisation=association.organisation)
    line = RequestLineFactory(request=loan_request, requested=3, accepted=1)
    answer = visitor.post(reverse("request_edit", args=[loan_request.pk]), typed)
    assert answer.url == reverse("request_detail", args=[loan_request.pk])
    assert loan_request.lines.get() == line


def test_an_invalid_edit_retains_the_input(visitor, sent, typed, laptop):
    answer = visitor.post(
        reverse("request_edit", args=[sent.pk]), typed | {f"category_{laptop.pk}": "-3"}
    )
    assert 'value="-3"' in answer.content.decode()
    assert sent.lines.get().requested == 7
