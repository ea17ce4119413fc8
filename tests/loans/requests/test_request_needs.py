"""Details of a request: needs of each line, kits, the household, the urgency."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

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


def test_lines_of_one_category_have_separate_needs(unrendered, visitor, typed, laptop):
    name = f"category_{laptop.pk}"
    form = visitor.post(NEW, typed | {f"{name}_2_ram": "16"}).context["form"]
    assert form.errors[f"{name}_2"]  # needs without a quantity
    assert form[f"{name}_2_ram"].value() == "16"
    assert not Request.objects.exists()
    needs = {f"{name}_screen": "15.6", f"{name}_ram": "8", f"{name}_webcam": "on"}
    visitor.post(NEW, typed | needs | {f"{name}_2": "3", f"{name}_2_cellular": "on"})
    lines = Request.objects.get().lines.order_by("requested")
    assert [(line.requested, line.needs) for line in lines] == [
        (1, (Decimal("15.6"), 8, True, False)),
        (3, (None, None, False, True)),
    ]


def test_requirements_are_shown_and_prefilled(visitor, association, site, laptop):
    loan_request = RequestFactory(
        sent=True, organisation=association.organisation, recipient=None, site=site
    )
    RequestLineFactory(request=loan_request, category=laptop, min_screen_inches="11.6", requested=2)
    page = visitor.get(loan_request.get_absolute_url()).content.decode()
    assert "11,6 pouces ou plus" in page
    form = visitor.get(reverse("request_edit", args=[loan_request.pk])).context["form"]
    assert form[f"category_{laptop.pk}_screen"].value() == "11.6"


def test_a_requested_kit_is_expanded_into_its_parts_and_one_quantity_in_the_form(
    unrendered, visitor, typed
):
    kit = KitFactory()
    device = KitPartFactory(kit=kit, quantity=2)
    KitPartFactory(kit=kit, of_vouchers=True)
    visitor.post(NEW, typed | {f"kit_{kit.pk}": "3"})
    loan_request = Request.objects.get()
    lines = loan_request.lines.filter(kit=kit)
    assert [(line.bundle, line.requested, line.per_kit) for line in lines] == [(1, 6, 2), (1, 3, 1)]
    form = visitor.get(reverse("request_edit", args=[loan_request.pk])).context["form"]
    assert form[f"kit_{kit.pk}"].value() == 3
    assert form[f"category_{device.category_id}"].value() == 0


def test_a_household_has_pupils_and_existing_devices(unrendered, visitor, typed, english):
    answer = visitor.post(NEW, typed | {"pupils": "5"})  # more pupils than people
    assert "pupils" in answer.context["form"].errors
    more = {"pupils": "2", "devices_at_home": "1", "urgency": "course"}
    for audience, facts in (("family", (2, 1, "course")), ("structure", (None, None, "course"))):
        visitor.post(NEW, typed | more | {"audience": audience})
        loan_request = Request.objects.get(audience=audience)
        assert (loan_request.pupils, loan_request.devices_at_home, loan_request.urgency) == facts
    assert Request.objects.get(audience="family").devices_per_person == 0.25


# --- Copying a request ----------------------------------------------------------------------------
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


def test_copying_an_own_request_prefills_everything_except_the_day(
    visitor, earlier, laptop, sign_in, other_association
):
    form = visitor.get(NEW, {"again": earlier.pk}).context["form"]
    name = f"category_{laptop.pk}"
    assert (form[name].value(), form[f"{name}_ram"].value()) == (2, "8")
    assert form["purpose"].value() == "job"
    assert str(earlier.recipient.pk) in str(form["recipient"])
    assert not form["wanted_on"].value()
    assert Request.objects.get() == earlier
    assert sign_in(other_association).get(NEW, {"again": earlier.pk}).status_code == 404


# --- Changes --------------------------------------------------------------------------------------
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
        "request.resized": {"was": 7, "now": 1},
    }


def test_an_unchanged_request_records_no_event(visitor, association, typed, site, laptop):
    visitor.post(NEW, typed | {"send": "1"})
    loan_request = Request.objects.get()
    before = Event.objects.count()
    visitor.post(reverse("request_edit", args=[loan_request.pk]), typed)
    assert loan_request.status == RequestStatus.SENT
    assert Event.objects.count() == before


def test_the_form_offers_no_phone_or_tablet_of_fifteen_inches(unrendered, visitor):
    sizes = {"phone": "", "tablet": "8 10 11 13"}
    phone, tablet = (
        CategoryFactory(code=code, screen_sizes=sizes[code], memory_sizes="3 4 6 8")
        for code in sizes
    )
    fields = visitor.get(reverse("request_new")).context["form"].fields
    screens = fields[f"category_{tablet.pk}_screen"].choices
    assert max(float(size) for size, _words in screens if size) == 13
    screen = fields.get(f"category_{phone.pk}_screen")
    assert not screen or not [size for size, _words in screen.choices if size]
    memories = [size for size, _words in fields[f"category_{phone.pk}_ram"].choices if size]
    assert "32" not in memories
