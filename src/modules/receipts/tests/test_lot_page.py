"""Tax receipts on the page of a lot: offered once, and only where they are useful."""

import pytest
from django.urls import reverse

from core.models import Identity
from modules.receipts.tests.factories import TaxReceiptFactory
from tests.inventory.papers import lot_of, set_identity

pytestmark = pytest.mark.django_db


@pytest.fixture
def visitor(sign_in, coordinator):
    return sign_in(coordinator)


def test_a_receipt_is_offered_while_none_is_valid(visitor, site):
    set_identity()
    lot = lot_of(site, valued=True)
    path = reverse("receipt_issue", args=[lot.pk])
    page = visitor.get(lot.get_absolute_url()).content.decode()
    assert path in page
    first = TaxReceiptFactory(donation=lot)
    assert path not in visitor.get(lot.get_absolute_url()).content.decode()
    TaxReceiptFactory(donation=lot, cancels=first)
    assert path in visitor.get(lot.get_absolute_url()).content.decode()


def test_receipts_are_not_mentioned_where_off_or_useless(visitor, site):
    set_identity(modules="")
    lot = lot_of(site, valued=True)
    path = reverse("receipt_issue", args=[lot.pk])
    assert path not in visitor.get(lot.get_absolute_url()).content.decode()
    set_identity(modules="receipts")
    Identity.clear_cache()
    lot.donor.kind = "public"
    lot.donor.save()
    assert path not in visitor.get(lot.get_absolute_url()).content.decode()
