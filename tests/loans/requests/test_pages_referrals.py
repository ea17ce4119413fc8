"""The pages and the paper of referral slips."""

import re
from datetime import timedelta

import pypdfium2
import pytest
import zxingcpp
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from core.qr import document_address
from desk.scan import look_up
from loans.base.lifecycle.loans import ReferralStatus
from loans.models import Referral
from tests.factories import (
    CategoryFactory,
    KitPartFactory,
    OrganisationFactory,
    RecipientFactory,
    ReferralFactory,
    ReferralLineFactory,
)
from tests.law import write

NEW = "/referrals/new/"


@pytest.fixture
def laptop(db):
    return CategoryFactory(code="laptop", names__fr="Ordinateur portable", names__en="Laptop")


@pytest.fixture
def typed(site, laptop):
    return {
        "audience": "family",
        "household_size": "3",
        "purpose": "job",
        "site": site.pk,
        "days": "90",
        f"category_{laptop.pk}": "1",
    }


@pytest.fixture
def slip(association, site, laptop):
    return ReferralLineFactory(
        referral__organisation=association.organisation,
        referral__site=site,
        referral__recipient=RecipientFactory(
            organisation=association.organisation, first_name="Awa", last_name="Kerjean"
        ),
        category=laptop,
    ).referral


def test_an_association_issues_a_slip(sign_in, association, typed, laptop):
    kit = KitPartFactory().kit
    answer = sign_in(association).post(NEW, typed | {f"kit_{kit.pk}": "2"})
    slip = Referral.objects.get()
    assert answer.url == slip.get_absolute_url()
    assert (slip.organisation, slip.household_size) == (association.organisation, 3)
    assert slip.valid_until == timezone.localdate() + timedelta(days=90)
    assert {(line.what, line.quantity) for line in slip.lines.all()} == {(laptop, 1), (kit, 2)}
    assert not slip.entered_by_our_team


def text_of_paper(visitor, slip):
    paper = visitor.get(reverse("referral_file", args=[slip.pk]))
    with pypdfium2.PdfDocument(paper.content) as pages:
        assert len(pages) == 1
        return " ".join(pages[0].get_textpage().get_text_range().split())


def test_the_slip_is_free_and_names_who_sends_and_what_if_one_cannot_come(
    sign_in, association, typed, english
):
    association.organisation.phone = "02 61 91 00 40"
    association.organisation.save()
    visitor = sign_in(association)
    assert 'value="02 61 91 00 40"' in visitor.get(NEW).content.decode()
    visitor.post(NEW, typed | {"worker_phone": "06 39 98 00 41"})
    text = text_of_paper(visitor, Referral.objects.get())
    for words in ("The loan is free of charge.", "Le prêt est gratuit.", "06 39 98 00 41"):
        assert words in text
    assert f"{association.name}, {association.organisation.name}" in text
    assert "You cannot come? Call us, or the person who sends you" in text
    assert "Vous ne pouvez pas venir ?" in text.replace("\xa0", " ")


def test_a_wrong_phone_is_refused_and_kept(sign_in, association, typed):
    answer = sign_in(association).post(NEW, typed | {"worker_phone": "12"})
    assert answer.context["form"].errors["worker_phone"]
    assert answer.context["form"]["worker_phone"].value() == "12"


def test_a_slip_written_by_our_team_names_the_organisation_alone(slip, counter):
    write(slip, created_by=counter)
    slip.refresh_from_db()
    assert slip.worker == slip.organisation.name


def test_needs_of_a_slip_are_shown_on_page_and_paper(sign_in, association, typed, laptop):
    needs = {f"category_{laptop.pk}_screen": "14", f"category_{laptop.pk}_webcam": "on"}
    page = sign_in(association).post(NEW, typed | needs, follow=True).content.decode()
    assert "14 pouces ou plus, avec webcam" in page
    slip = Referral.objects.get()
    paper = sign_in(association).get(reverse("referral_file", args=[slip.pk]))
    with pypdfium2.PdfDocument(paper.content) as pages:
        text = " ".join(pages[0].get_textpage().get_text_range().split())
    assert "1 × Ordinateur portable (14 pouces ou plus, avec webcam)" in text
    assert "1 × Laptop (14 inches or more, with a webcam)" in text


def test_a_slip_for_nothing_is_shown_and_kept(sign_in, association, typed, laptop):
    answer = sign_in(association).post(NEW, typed | {f"category_{laptop.pk}": "0"})
    assert answer.context["form"].non_field_errors()
    assert answer.context["form"]["purpose"].value() == "job"
    assert not Referral.objects.exists()


def test_a_person_of_another_organisation_is_unknown(sign_in, association, typed):
    other = RecipientFactory(first_name="Zoé")
    answer = sign_in(association).post(NEW, typed | {"recipient": f"Zoé · {other.pk}"})
    assert "recipient" in answer.context["form"].errors


def test_our_team_issues_a_slip_for_an_organisation(sign_in, coordinator, association, typed):
    visitor = sign_in(coordinator)
    assert 'name="organisation"' in visitor.get(NEW).content.decode()
    page = visitor.post(f"{NEW}?organisation={association.organisation_id}", typed, follow=True)
    slip = Referral.objects.get()
    assert (slip.organisation, slip.entered_by_our_team) == (association.organisation, True)
    assert "saisi par notre équipe" in page.content.decode()


def test_the_list_is_filtered_by_status(sign_in, association):
    own = {"organisation": association.organisation}
    slips = {
        "issued": ReferralFactory(**own),
        "expired": ReferralFactory(**own, expired=True),
        "used": ReferralFactory(**own, used=True),
        "cancelled": ReferralFactory(**own, cancelled=True),
    }
    ReferralFactory()
    visitor = sign_in(association)
    for state, slip in slips.items():
        rows = visitor.get("/referrals/", {"state": state}).context["table"].rows
        assert [row.record for row in rows] == [slip]


def test_the_list_takes_constant_queries(sign_in, association):
    visitor = sign_in(association)

    def cost():
        ReferralLineFactory(referral__organisation=association.organisation)
        with CaptureQueriesContext(connection) as queries:
            visitor.get("/referrals/")
        return len(queries)

    costs = [cost() for _time in range(5)]
    assert costs[1] == costs[-1]


def pages_of(content):
    return [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(content)]


def test_the_paper_is_bilingual_and_contains_no_name(sign_in, association, slip):
    content = sign_in(association).get(reverse("referral_file", args=[slip.pk])).content
    text = " ".join(pages_of(content))
    assert "1 × Ordinateur portable" in text
    assert "1 × Laptop" in text
    assert slip.number in text
    assert slip.site.name in text
    assert not re.search("Awa|Kerjean", text)
    assert len(pages_of(content)) == 1


def test_the_code_on_the_paper_opens_the_slip(sign_in, association, slip, counter):
    content = sign_in(association).get(reverse("referral_file", args=[slip.pk])).content
    picture = pypdfium2.PdfDocument(content)[0].render(scale=4).to_pil()
    code = zxingcpp.read_barcodes(picture)[0].text
    assert code == document_address(slip.number)
    assert look_up(code, counter).matches == [slip]


def test_a_number_is_found_as_it_is_typed(slip, counter, volunteer):
    assert look_up(slip.number.lower(), counter).matches == [slip]
    assert look_up(slip.number, volunteer).matches == []


def test_a_slip_is_cancelled_on_its_page(sign_in, association, slip):
    sign_in(association).post(reverse("referral_cancel", args=[slip.pk]))
    slip.refresh_from_db()
    assert slip.status == ReferralStatus.CANCELLED


@pytest.mark.parametrize("name", ["referral_detail", "referral_file"])
def test_a_slip_of_another_association_is_a_404(sign_in, other_association, slip, name):
    assert sign_in(other_association).get(reverse(name, args=[slip.pk])).status_code == 404


def test_an_association_issues_for_itself_regardless_of_the_query_string(
    sign_in, association, typed
):
    other = OrganisationFactory(approved=True)
    sign_in(association).post(f"{NEW}?organisation={other.pk}", typed)
    assert Referral.objects.get().organisation == association.organisation
