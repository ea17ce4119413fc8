"""Factories of the module."""

from django.utils import timezone
from factory import LazyAttribute, LazyFunction, SelfAttribute, SubFactory
from factory.django import DjangoModelFactory

from modules.receipts.lifecycle import ReceiptForm
from modules.receipts.models import TaxReceipt
from tests.factories import DocumentFactory, DonationFactory, UserFactory


class TaxReceiptFactory(DjangoModelFactory):
    """A receipt of 1,000 €; each takes the next number, as the database requires."""

    class Meta:
        model = TaxReceipt

    donation = SubFactory(DonationFactory, received=True)
    donor = SelfAttribute("donation.donor")
    form = ReceiptForm.COMPANY
    year = 2026
    cancels = None
    number = LazyAttribute(
        lambda receipt: (
            1
            + TaxReceipt.objects.filter(
                year=receipt.year, cancels__isnull=receipt.cancels is None
            ).count()
        )
    )
    amount = 1000
    issued_on = LazyFunction(timezone.localdate)
    document = SubFactory(DocumentFactory)
    by = SubFactory(UserFactory)
    content = LazyAttribute(
        lambda receipt: {
            "identity": {"name": "Les Ordis Solidaires"},
            "donor": {"name": str(receipt.donor)},
            "lot": str(receipt.donation),
            "given_on": "2026-03-02",
            "goods": [],
            "amount": "1000.00",
            "words": "mille euros",
            "is_signed": False,
        }
    )
