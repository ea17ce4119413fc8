"""Forms of organisations and recipients; the pages that use them are in `loans`."""

from datetime import timedelta

import pytest
from django.utils import timezone

from core.forms.base import attempt
from people.models import Organisation, Recipient
from people.organisations import operations as organisation_operations
from people.organisations.forms import OrganisationForm
from people.recipients import operations as recipient_operations
from people.recipients.forms import RecipientForm
from tests.factories import OrganisationFactory, RecipientFactory

pytestmark = pytest.mark.django_db

FAMILY = {
    "kind": "family",
    "first_name": "Awa",
    "last_name": "Le Bihan",
    "household_size": 3,
    "language": "fr",
}


def enter(data, by, **options):
    form = RecipientForm({**FAMILY, **data}, by=by, **options)
    return attempt(form, recipient_operations.save_recipient, by=by), form


def test_an_organisation_is_saved(coordinator):
    form = OrganisationForm({"name": "Phare des Abers", "kind": "ccas", "town": "Brest"})
    assert attempt(form, organisation_operations.enter_organisation, by=coordinator)
    assert Organisation.objects.get(name="Phare des Abers").status == "approved"


def test_a_wrong_siret_is_an_error(coordinator):
    form = OrganisationForm({"name": "Phare", "kind": "ccas", "siret": "123"})
    assert not attempt(form, organisation_operations.enter_organisation, by=coordinator)
    assert form.errors["siret"]


def test_an_association_user_enters_people_of_their_organisation_only(
    association, other_association
):
    data = {"organisation": other_association.organisation.name}
    done, form = enter(data, association)
    assert done
    assert form.result.organisation == association.organisation


def test_the_organisation_is_chosen_or_given_by_the_page(counter):
    organisation = OrganisationFactory(approved=True)
    assert enter({}, counter)[1].errors["organisation"]
    assert enter({"organisation": "Nothing such"}, counter)[1].errors["organisation"]
    for data, options in [
        ({"organisation": organisation.name}, {}),
        ({}, {"organisation": organisation}),
    ]:
        done, form = enter(data, counter, **options)
        assert done
        assert form.result.organisation == organisation


def test_a_minor_has_up_to_two_guardians_at_their_own_addresses(association):
    minor = {"birth_date": str(timezone.localdate() - timedelta(days=12 * 365))}
    assert enter(minor, association)[1].errors["guardian1_name"]
    assert not Recipient.objects.exists()
    parents = {
        "guardian1_name": "Maïwenn Le Bihan",
        "guardian1_relationship": "mother",
        "guardian1_address": "1 rue du Port",
        "guardian2_name": "Yann Kerdoncuff",
        "guardian2_relationship": "father",
        "guardian2_address": "9 rue des Ajoncs",
    }
    done, form = enter({**minor, **parents}, association)
    assert done
    addresses = form.result.guardians.values_list("address", flat=True)
    assert list(addresses) == ["1 rue du Port", "9 rue des Ajoncs"]


def test_a_guardian_has_a_capacity(association):
    form = enter({"guardian1_name": "Maïwenn Le Bihan"}, association)[1]
    assert form.errors["guardian1_relationship"]
    assert form["guardian1_name"].value() == "Maïwenn Le Bihan"


def test_a_guardian_has_a_name(association):
    assert enter({"guardian2_phone": "06 39 98 00 01"}, association)[1].errors["guardian2_name"]


def test_the_guardians_of_a_known_person_are_shown_and_kept(counter):
    minor = RecipientFactory(family=True, minor=True)
    guardian = minor.guardians.get()
    shown = RecipientForm(by=counter, instance=minor)
    assert shown["guardian1_name"].value() == guardian.name
    assert not shown.names_guardians  # folded away until an entry is wrong
    assert "organisation" not in shown.fields
