"""Pages and paper of referral slips."""

import re
from datetime import time, timedelta

import pypdfium2
import pytest
import zxingcpp
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from core.qr import document_address
from desk.scanning.scan import look_up
from modules.referrals.lifecycle import ReferralStatus
from modules.referrals.models import Referral
from modules.referrals.papers import render_referral
from modules.referrals.tests.factories import ReferralFactory, ReferralLineFactory
from tests.factories import (
    CategoryFactory,
    KitPartFactory,
    OpeningHoursFactory,
    OrganisationFactory,
    RecipientFactory,
)
from tests.law import write
from tests.leaks import words_of

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


def test_an_association_issues_a_slip_with_needs_for_itself(sign_in, association, typed, laptop):
    kit, visitor = KitPartFactory().kit, sign_in(association)
    assert "aucun libre ici" in visitor.get(f"{NEW}").content.decode()
    needs = {f"category_{laptop.pk}_screen": "14", f"category_{laptop.pk}_webcam": "on"}
    other = OrganisationFactory(approved=True)
    path = f"{NEW}?organisation={other.pk}"  # has an effect for our team alone
    answer = visitor.post(path, typed | needs | {f"kit_{kit.pk}": "2"}, follow=True)
    slip = Referral.objects.get()
    assert answer.redirect_chain == [(slip.get_absolute_url(), 302)]
    assert (slip.organisation, slip.household_size) == (association.organisation, 3)
    assert slip.valid_until == timezone.localdate() + timedelta(days=90)
    assert {(line.what, line.quantity) for line in slip.lines.all()} == {(laptop, 1), (kit, 2)}
    assert not slip.entered_by_our_team
    assert "14 pouces ou plus, avec webcam" in answer.content.decode()
    text = text_of_paper(visitor, slip)
    assert "Appelez avant de venir" in text
    assert "1 × ordinateur portable (14 pouces ou plus, avec webcam)" in text
    assert "1 × laptop (14 inches or more, with a webcam)" in text


def text_of_paper(visitor, slip):
    paper = visitor.get(reverse("referral_file", args=[slip.pk]))
    with pypdfium2.PdfDocument(paper.content) as pages:
        assert len(pages) == 1
        return " ".join(pages[0].get_textpage().get_text_range().split())


def test_the_slip_is_free_and_names_the_sender_and_a_contact(sign_in, association, typed, english):
    association.organisation.phone = "02 61 91 00 40"
    association.organisation.save()
    visitor = sign_in(association)
    assert 'value="02 61 91 00 40"' in visitor.get(NEW).content.decode()
    visitor.post(NEW, typed | {"worker_phone": "06 39 98 00 41"})
    text = text_of_paper(visitor, Referral.objects.get())
    for words in ("The loan is free of charge.", "Le prêt est gratuit.", "06 39 98 00 41"):
        assert words in text
    assert f"{association.name}, {association.organisation.name}" in text
    assert "If you cannot come Call us, or the person who referred you" in text
    assert "Vous ne pouvez pas venir ?" in text.replace("\xa0", " ")


def test_invalid_input_is_refused_and_kept(unrendered, sign_in, association, typed, laptop):
    visitor, zoe = sign_in(association), RecipientFactory(first_name="Zoé")
    form = visitor.post(NEW, typed | {"worker_phone": "12"}).context["form"]
    assert form.errors["worker_phone"]
    assert form["worker_phone"].value() == "12"
    form = visitor.post(NEW, typed | {f"category_{laptop.pk}": "0"}).context["form"]
    assert form.non_field_errors()  # a slip without entitlements
    assert form["purpose"].value() == "job"
    form = visitor.post(NEW, typed | {"recipient": f"Zoé · {zoe.pk}"}).context["form"]
    assert "recipient" in form.errors  # a person of another organisation
    assert not Referral.objects.exists()


def test_a_slip_written_by_our_team_names_the_organisation_alone(slip, counter):
    write(slip, created_by=counter)
    slip.refresh_from_db()
    assert slip.worker == slip.organisation.name


def test_our_team_issues_a_slip_for_an_organisation(sign_in, coordinator, association, typed):
    visitor = sign_in(coordinator)
    assert 'name="organisation"' in visitor.get(NEW).content.decode()
    page = visitor.post(f"{NEW}?organisation={association.organisation_id}", typed, follow=True)
    slip = Referral.objects.get()
    assert (slip.organisation, slip.entered_by_our_team) == (association.organisation, True)
    assert "saisi par notre équipe" in page.content.decode()


def test_the_list_is_filtered_by_status(unrendered, sign_in, association):
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
        rows = visitor.get("/referrals/", {"state": state}).context["table"].page.object_list
        assert list(rows) == [slip]


def test_the_list_takes_constant_queries(sign_in, association):
    visitor = sign_in(association)

    def cost():
        ReferralLineFactory(referral__organisation=association.organisation)
        with CaptureQueriesContext(connection) as queries:
            visitor.get("/referrals/")
        return len(queries)

    costs = [cost() for _time in range(3)]
    assert costs[1] == costs[-1]


def test_the_paper_is_bilingual_without_a_name_and_its_code_opens_the_slip(
    sign_in, association, slip, counter, volunteer
):
    content = sign_in(association).get(reverse("referral_file", args=[slip.pk])).content
    with pypdfium2.PdfDocument(content) as pages:
        assert len(pages) == 1
        text = pages[0].get_textpage().get_text_range()
        picture = pages[0].render(scale=4).to_pil()
    for words in ("1 × ordinateur portable", "1 × laptop", slip.number, slip.site.name):
        assert words in text
    assert not re.search("Awa|Kerjean", text)
    code = zxingcpp.read_barcodes(picture)[0].text
    assert code == document_address(slip.number)
    for typed in (code, slip.number.lower()):
        assert look_up(typed, counter).matches == [slip]
    assert look_up(slip.number, volunteer).matches == []


def test_a_slip_is_cancelled_on_its_page_by_its_association(
    unrendered, sign_in, association, other_association, slip
):
    for name in ("referral_detail", "referral_file"):
        path = reverse(name, args=[slip.pk])
        assert sign_in(other_association).get(path).status_code == 404
    sign_in(association).post(reverse("referral_cancel", args=[slip.pk]))
    slip.refresh_from_db()
    assert slip.status == ReferralStatus.CANCELLED


def test_the_slip_shows_bookable_hours(site):
    for day in range(1, 5):
        OpeningHoursFactory(site=site, weekday=day, opens_at=time(14, 0), closes_at=time(17, 30))
    words = words_of(render_referral(ReferralFactory(site=site)))
    assert "du mardi au vendredi" in words
    assert "14:00–17:30" in words
    assert "Tuesday to Friday" in words


def test_the_slip_of_a_site_without_hours_says_to_call(site):
    words = words_of(render_referral(ReferralFactory(site=site)))
    assert "Call first." in words


def test_a_slip_entered_by_our_team_is_marked(sign_in, association, coordinator):
    slip = ReferralFactory(organisation=association.organisation, created_by=coordinator)
    page = sign_in(association).get(slip.get_absolute_url()).content.decode()
    assert "saisi par notre équipe" in page


def test_a_request_leads_to_its_slip(sign_in, coordinator, site):
    slip = ReferralFactory(used=True, request__site=site, site=site)
    page = sign_in(coordinator).get(slip.request.get_absolute_url()).content.decode()
    assert slip.get_absolute_url() in page
