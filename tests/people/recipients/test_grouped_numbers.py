"""Numbers are accepted as people write them, in groups with spaces, dots or dashes."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from core.forms.widgets import GroupedField, PhoneField
from core.settings_page.identity import IdentityForm
from donations.forms import DonorForm
from inventory.transfers.forms import RefurbisherForm
from people.organisations.forms import OrganisationForm
from people.recipients.forms import RecipientForm
from people.recipients.operations import save_recipient
from tests.factories import RecipientFactory
from tests.visits import undone

SIREN, SIRET = "732 829 320", "732 829 320 00074"


def cleaned(form, name, typed):
    """Clean a value with one field; check that its widget allows typing it."""
    form = form({name: typed})
    form.is_valid()
    assert name not in form.errors, form.errors[name]
    assert "maxlength" not in str(form[name])
    return form.cleaned_data[name]


def test_a_siren_with_spaces_is_accepted(db):
    for form in (DonorForm, IdentityForm, RefurbisherForm):
        with undone():
            assert cleaned(form, "siren", SIREN) == "732829320", form


def test_siret_and_rna_with_spaces_are_accepted(db):
    assert cleaned(OrganisationForm, "siret", SIRET) == "73282932000074"
    assert cleaned(OrganisationForm, "rna", "w 351 000 001") == "W351000001"


def test_a_phone_number_with_separators_is_accepted(db):
    for form in (DonorForm, IdentityForm, OrganisationForm):
        with undone():
            for typed in ("06 39 98 77 66", "0639987766", "06.39.98.77.66", "+33 (0)6 39 98 77 66"):
                assert cleaned(form, "phone", typed) == "06 39 98 77 66", (form, typed)
            assert cleaned(form, "phone", "+33 (0)2 99 00 00 01 x") == "+33299000001x", form


def test_a_french_number_without_ten_digits_is_refused_but_others_are_kept_as_typed():
    for typed in ("06 39 98 77 6", "639987766", "06 39 98 77 666", "+33 6 39 98 77 6"):
        with pytest.raises(ValidationError, match="10 chiffres"):
            PhoneField().clean(typed)
    for typed in ("+32 470 12 34 56", "0032 470 12 34 56", "3949", "116 117", "poste 12"):
        assert PhoneField().clean(typed) == typed


def test_an_invalid_siren_is_refused(db):
    assert DonorForm({"siren": "732 829 321"}).errors["siren"]


def test_a_too_long_number_is_refused():
    for field in (GroupedField(max_length=9), PhoneField(max_length=9)):
        with pytest.raises(ValidationError):
            field.clean("01 23 45 67 89")


def test_a_birth_date_is_not_in_the_future(counter):
    tomorrow = timezone.localdate() + timedelta(days=1)
    person = RecipientFactory(family=True)
    form = RecipientForm({"birth_date": str(tomorrow)}, instance=person, by=counter)
    assert form.errors["birth_date"]
    person.birth_date = tomorrow
    with pytest.raises(ValidationError):
        save_recipient(person, by=counter)
