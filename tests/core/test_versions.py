"""Concurrent edits of a row: the second user overwrites nothing unseen and loses nothing."""

import pytest
from django import forms
from django.urls import reverse

from core.forms.versions import Versioned
from loans.models import Request
from people.recipients.forms import RecipientForm
from tests.factories import (
    CategoryFactory,
    DeviceFactory,
    OpeningHoursFactory,
    OrganisationFactory,
    RecipientFactory,
    RequestFactory,
    RequestLineFactory,
    SiteFactory,
    SpecificationFactory,
)
from tests.inputs import Inputs
from tests.of_modules import listed
from tests.visits import undone

# Exempt are items of versioned lists, and forms of anonymous visitors about themselves.
WITHOUT = {"ItemForm", *listed("UNVERSIONED")}


def opened(visitor, path):
    """Return the data that the unchanged form of a page submits."""
    return Inputs(visitor.get(path).content.decode()).values


def every_subclass(of):
    for form in of.__subclasses__():
        yield form
        yield from every_subclass(form)


def test_every_form_of_a_row_has_a_version():
    ours = {form for form in every_subclass(forms.ModelForm) if "tests" not in form.__module__}
    ours = {form for form in ours if form.__module__.split(".")[0] not in {"django", "allauth"}}
    ours = {form for form in ours if not form.__module__.startswith("django_")}
    lacking = {form.__name__ for form in ours if not issubclass(form, Versioned)}
    assert lacking == WITHOUT


@pytest.fixture
def person(association):
    return RecipientFactory(
        organisation=association.organisation,
        phone="06 39 98 10 01",
        town="Rennes",
        address="1 rue du Port",
    )


@pytest.fixture
def stale(person, sign_in, coordinator):
    """A coordinator's tab, opened before a user of the association changed the phone."""
    path = reverse("recipient_edit", args=[person.pk])
    visitor = sign_in(coordinator)
    sent = opened(visitor, path)
    type(person).objects.filter(pk=person.pk).update(phone="06 11 11 11 11")
    return visitor, path, sent


def test_a_conflict_overwrites_nothing_shows_what_changed_and_keeps_typed_values(stale, person):
    visitor, path, sent = stale
    answer = visitor.post(path, sent | {"town": "Fougères"})
    person.refresh_from_db()
    assert (person.phone, person.town) == ("06 11 11 11 11", "Rennes")
    assert "06 11 11 11 11" in " ".join(answer.context["form"].non_field_errors())
    again = Inputs(answer.content.decode()).values
    assert (again["town"], again["phone"]) == (["Fougères"], ["06 11 11 11 11"])
    assert visitor.post(path, again).status_code == 302
    person.refresh_from_db()
    assert (person.phone, person.town) == ("06 11 11 11 11", "Fougères")


def test_a_conflicting_value_is_overwritten_after_confirmation(stale, person):
    visitor, path, sent = stale
    answer = visitor.post(path, sent | {"phone": "06 22 22 22 22"})
    again = Inputs(answer.content.decode()).values
    assert "06 11 11 11 11" in " ".join(answer.context["form"].non_field_errors())
    assert again["phone"] == ["06 22 22 22 22"]
    visitor.post(path, again)
    person.refresh_from_db()
    assert person.phone == "06 22 22 22 22"


def test_a_third_change_is_reported_again(stale, person):
    visitor, path, sent = stale
    again = Inputs(visitor.post(path, sent | {"town": "Fougères"}).content.decode()).values
    type(person).objects.filter(pk=person.pk).update(address="2 rue du Lac")
    assert visitor.post(path, again).status_code == 200
    person.refresh_from_db()
    assert person.town == "Rennes"


def test_a_guardian_changed_meanwhile_is_reported(sign_in, coordinator):
    minor = RecipientFactory(family=True, minor=True)
    path = reverse("recipient_edit", args=[minor.pk])
    visitor = sign_in(coordinator)
    sent = opened(visitor, path)
    minor.guardians.update(name="Yann Kerdoncuff")
    answer = visitor.post(path, sent)
    assert "Yann Kerdoncuff" in " ".join(answer.context["form"].non_field_errors())
    assert minor.guardians.get().name == "Yann Kerdoncuff"


def test_equal_concurrent_changes_are_no_conflict(stale, person):
    visitor, path, sent = stale
    assert visitor.post(path, sent | {"phone": "06 11 11 11 11"}).status_code == 302


def test_a_stale_device_form_overwrites_nothing(sign_in, coordinator, site):
    device = DeviceFactory(refurbishing=True, site=site, remark="")
    path = reverse("device_edit", args=[device.pk])
    visitor = sign_in(coordinator)
    sent = opened(visitor, path)
    type(device).objects.filter(pk=device.pk).update(remark="Charnière à vérifier")
    assert visitor.post(path, sent | {"year_made": "2019"}).status_code == 200
    device.refresh_from_db()
    assert (device.remark, device.year_made) == ("Charnière à vérifier", None)


def test_a_stale_organisation_form_overwrites_nothing(sign_in, coordinator):
    organisation = OrganisationFactory(approved=True)
    path = reverse("organisation_edit", args=[organisation.pk])
    visitor = sign_in(coordinator)
    sent = opened(visitor, path)
    type(organisation).objects.filter(pk=organisation.pk).update(phone="02 99 00 00 01")
    assert visitor.post(path, sent | {"town": "Vitré"}).status_code == 200
    organisation.refresh_from_db()
    assert organisation.phone == "02 99 00 00 01"


@pytest.fixture
def loan_request(association, site):
    loan_request = RequestFactory(sent=True, organisation=association.organisation, site=site)
    RequestLineFactory(request=loan_request, category=CategoryFactory(), requested=1)
    return loan_request


def test_a_stale_request_form_overwrites_neither_the_request_nor_its_lines(
    loan_request, sign_in, coordinator
):
    path = reverse("request_edit", args=[loan_request.pk])
    visitor = sign_in(coordinator)
    sent = opened(visitor, path)
    loan_request.lines.update(requested=4)
    assert visitor.post(path, sent).status_code == 200
    assert loan_request.lines.get().requested == 4
    Request.objects.filter(pk=loan_request.pk).update(note="Avant la rentrée")
    answer = visitor.post(path, sent)
    assert "Avant la rentrée" in " ".join(answer.context["form"].non_field_errors())
    loan_request.refresh_from_db()
    assert loan_request.note == "Avant la rentrée"


def test_a_stale_site_form_overwrites_nothing(sign_in, admin):
    site = SiteFactory(phone="")
    path = reverse("site_edit", args=[site.pk])
    visitor = sign_in(admin)
    sent = opened(visitor, path)
    type(site).objects.filter(pk=site.pk).update(phone="02 99 00 00 02")
    assert visitor.post(path, sent | {"town": "Redon"}).status_code == 200
    site.refresh_from_db()
    assert site.phone == "02 99 00 00 02"


def test_a_form_version_contains_no_value(person, coordinator):
    version = RecipientForm(instance=person, by=coordinator)["row_version"].value()
    assert person.last_name not in version


def test_a_stale_user_form_overwrites_nothing(sign_in, admin, volunteer):
    path = reverse("user_edit", args=[volunteer.pk])
    visitor = sign_in(admin)
    sent = opened(visitor, path)
    elsewhere = SiteFactory()
    volunteer.sites.add(elsewhere)
    assert visitor.post(path, sent).status_code == 200
    assert elsewhere in volunteer.sites.all()


def test_a_stale_opening_hours_form_overwrites_nothing(sign_in, admin, site):
    path = reverse("site_hours", args=[site.pk])
    visitor = sign_in(admin)
    sent = opened(visitor, path)
    hours = OpeningHoursFactory(site=site, weekday=5)
    assert visitor.post(path, sent).status_code == 200
    assert list(site.hours.all()) == [hours]


DECIDED = {"durations_edit": "school", "weights_edit": "pupil", "rules_edit": "reservation_days"}


def test_a_stale_settings_form_overwrites_nothing(sign_in, admin):
    for name in DECIDED:
        with undone():
            visitor = sign_in(admin)
            tabs = [opened(visitor, reverse(name)) for _tab in range(2)]
            for sent, typed, code in zip(tabs, "78", (302, 200), strict=True):
                answer = visitor.post(reverse(name), sent | {DECIDED[name]: typed})
                assert answer.status_code == code, name


def test_a_stale_specification_form_overwrites_nothing(sign_in, technician, site):
    device = DeviceFactory(refurbishing=True, site=site)
    path = reverse("device_specify", args=[device.pk])
    visitor = sign_in(technician)
    sent = opened(visitor, path)
    SpecificationFactory(device=device, ram_gb=16)
    answer = visitor.post(path, sent | {"ram_gb": "8"})
    assert "16" in " ".join(answer.context["form"].non_field_errors())
    device.specification.refresh_from_db()
    assert device.specification.ram_gb == 16
