"""What a request says beside how many: needs of each line, kits, the household, the urgency."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from catalogue.models import Category
from core.models import Event
from loans.base.lifecycle.loans import RequestStatus
from loans.models import Request
from tests.factories import (
    CategoryFactory,
    KitFactory,
    KitPartFactory,
    RecipientFactory,
    RequestFactory,
    RequestLineFactory,
)

NEW = "/requests/new/"


@pytest.fixture
def laptop(db):
    return CategoryFactory(code="laptop", icon="laptop")


@pytest.fixture
def visitor(sign_in, association):
    return sign_in(association)


@pytest.fixture
def typed(site, laptop):
    return {
        "audience": "family",
        "household_size": "4",
        "purpose": "housing",
        "site": site.pk,
        f"category_{laptop.pk}": "1",
    }


def test_a_line_states_device_requirements(visitor, typed, laptop):
    name = f"category_{laptop.pk}"
    needs = {f"{name}_screen": "15.6", f"{name}_ram": "8", f"{name}_webcam": "on"}
    visitor.post(NEW, typed | needs)
    line = Request.objects.get().lines.get()
    assert (line.min_screen_inches, line.min_ram_gb) == (Decimal("15.6"), 8)
    assert (line.needs_webcam, line.needs_cellular) == (True, False)


def test_lines_of_one_category_have_separate_needs(visitor, typed, laptop):
    name = f"category_{laptop.pk}"
    visitor.post(NEW, typed | {f"{name}_2": "3", f"{name}_2_cellular": "on"})
    lines = Request.objects.get().lines.order_by("requested")
    assert [(line.requested, line.needs_cellular) for line in lines] == [(1, False), (3, True)]


def test_needs_without_a_number_are_shown_and_kept(visitor, typed, laptop):
    name = f"category_{laptop.pk}_2"
    answer = visitor.post(NEW, typed | {f"{name}_ram": "16"})
    form = answer.context["form"]
    assert form.errors[name]
    assert form[f"{name}_ram"].value() == "16"
    assert not Request.objects.exists()


def test_requirements_are_shown_and_prefilled(visitor, association, site, laptop):
    loan_request = RequestFactory(
        sent=True, organisation=association.organisation, recipient=None, site=site
    )
    RequestLineFactory(request=loan_request, category=laptop, min_screen_inches="11.6", requested=2)
    page = visitor.get(loan_request.get_absolute_url()).content.decode()
    assert "11,6 pouces ou plus" in page
    form = visitor.get(reverse("request_edit", args=[loan_request.pk])).context["form"]
    assert form[f"category_{laptop.pk}_screen"].value() == "11.6"


def test_a_requested_kit_is_expanded_into_its_parts(visitor, typed):
    kit = KitFactory()
    KitPartFactory(kit=kit, quantity=2)
    KitPartFactory(kit=kit, of_vouchers=True)
    visitor.post(NEW, typed | {f"kit_{kit.pk}": "3"})
    lines = Request.objects.get().lines.filter(kit=kit)
    assert [(line.bundle, line.requested, line.per_kit) for line in lines] == [(1, 6, 2), (1, 3, 1)]


def test_a_kit_has_one_quantity_in_the_form(visitor, typed, association):
    kit = KitPartFactory(quantity=2).kit
    visitor.post(NEW, typed | {f"kit_{kit.pk}": "3"})
    form = visitor.get(reverse("request_edit", args=[Request.objects.get().pk])).context["form"]
    assert form[f"kit_{kit.pk}"].value() == 3
    assert form[f"category_{kit.parts.get().category_id}"].value() == 0


def test_a_household_has_pupils_and_existing_devices(visitor, typed, english):
    visitor.post(NEW, typed | {"pupils": "2", "devices_at_home": "1", "urgency": "course"})
    loan_request = Request.objects.get()
    assert (loan_request.pupils, loan_request.devices_at_home, loan_request.urgency) == (
        2,
        1,
        "course",
    )
    assert loan_request.devices_per_person == 0.25


def test_no_more_pupils_than_people(visitor, typed):
    answer = visitor.post(NEW, typed | {"pupils": "5"})
    assert "pupils" in answer.context["form"].errors


def test_a_request_for_the_organisation_has_no_pupils(visitor, typed):
    visitor.post(NEW, typed | {"audience": "structure", "pupils": "3", "devices_at_home": "2"})
    loan_request = Request.objects.get()
    assert (loan_request.pupils, loan_request.devices_at_home) == (None, None)


# --- Ask again ------------------------------------------------------------------------------------
@pytest.fixture
def earlier(association, site, laptop):
    person = RecipientFactory(organisation=association.organisation, household_size=5)
    loan_request = RequestFactory(
        closed=True,
        organisation=association.organisation,
        recipient=person,
        site=site,
        purpose="job",
        wanted_on=timezone.localdate() - timedelta(days=90),
    )
    RequestLineFactory(request=loan_request, category=laptop, requested=2, accepted=2, min_ram_gb=8)
    return loan_request


def test_copying_a_request_prefills_all_but_the_day(visitor, earlier, laptop):
    form = visitor.get(NEW, {"again": earlier.pk}).context["form"]
    name = f"category_{laptop.pk}"
    assert (form[name].value(), form[f"{name}_ram"].value()) == (2, "8")
    assert form["purpose"].value() == "job"
    assert str(earlier.recipient.pk) in str(form["recipient"])
    assert not form["wanted_on"].value()
    assert Request.objects.get() == earlier


def test_a_request_of_another_association_is_not_copied(sign_in, earlier, other_association):
    assert sign_in(other_association).get(NEW, {"again": earlier.pk}).status_code == 404


# --- What changed ---------------------------------------------------------------------------------
def test_change_events_contain_codes_and_counts(visitor, association, typed, site, laptop):
    loan_request = RequestFactory(
        sent=True,
        organisation=association.organisation,
        recipient=None,
        site=site,
        purpose="housing",
        household_size=4,
    )
    RequestLineFactory(request=loan_request, category=laptop, requested=7)
    path = reverse("request_edit", args=[loan_request.pk])
    visitor.post(path, typed | {"reference": "SECRET-12", "note": "Famille Kerjean"})
    events = {event.kind: event.data for event in Event.objects.about(loan_request)}
    assert events == {
        "request.revised": {"parts": ["lines", "note", "reference"]},
        "request.resized": {"before": 7, "after": 1},
    }


def test_an_unchanged_request_records_no_event(visitor, association, typed, site, laptop):
    visitor.post(NEW, typed | {"send": "1"})
    loan_request = Request.objects.get()
    before = Event.objects.count()
    visitor.post(reverse("request_edit", args=[loan_request.pk]), typed)
    assert loan_request.status == RequestStatus.SENT
    assert Event.objects.count() == before


def test_the_form_offers_no_phone_or_tablet_of_fifteen_inches(visitor):
    for code, sizes, largest in (("phone", "", 0), ("tablet", "8 10 11 13", 13)):
        category = CategoryFactory(code=code, screen_sizes=sizes, memory_sizes="3 4 6 8")
        fields = visitor.get(reverse("request_new")).context["form"].fields
        screen = fields.get(f"category_{category.pk}_screen")
        sizes = [float(size) for size, _words in screen.choices if size] if screen else [0]
        assert max(sizes) == largest
    phone = Category.objects.get(code="phone")
    memories = [size for size, _words in fields[f"category_{phone.pk}_ram"].choices if size]
    assert "32" not in memories
