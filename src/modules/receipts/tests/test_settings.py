"""Entry of the settings page, and the fields of our association that receipts need."""

import pytest
from django.urls import reverse

from core.settings_page.registry import open_to
from tests.modules import use

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


def test_the_settings_name_missing_fields_while_receipts_are_enabled(admin):
    entries = {entry.label: entry.summary() for entry in open_to(admin)}
    assert entries["Tax receipts"].missing
    use("vouchers")
    assert "Tax receipts" not in {entry.label for entry in open_to(admin)}


def test_fields_of_receipts_are_in_the_form_while_they_are_on(admin, sign_in):
    visitor = sign_in(admin)
    names = {"tax_quality", "signature_picture"}
    assert names <= set(visitor.get(reverse("identity_edit")).context["form"].fields)
    use("vouchers")
    assert not names & set(visitor.get(reverse("identity_edit")).context["form"].fields)
