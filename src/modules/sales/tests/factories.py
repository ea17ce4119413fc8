"""Factories of the module."""

from django.utils import timezone
from factory import LazyFunction, SelfAttribute, SubFactory, Trait
from factory.django import DjangoModelFactory

from inventory.vouchers.lifecycle import PaidBy
from modules.sales.lifecycle import VatStatus, WhyTakenBack
from modules.sales.models import SaleReceipt, SaleTerms
from tests.factories import LoanFactory, UserFactory


class SaleTermsFactory(DjangoModelFactory):
    class Meta:
        model = SaleTerms
        django_get_or_create = ["pk"]

    pk = 1
    mediator_name = "Médiation Exemple"
    mediator_address = "3 rue du Port, 44000 Nantes, mediation.example"
    vat = VatStatus.NOT_SUBJECT


class SaleReceiptFactory(DjangoModelFactory):
    class Meta:
        model = SaleReceipt

    class Params:
        cancelling = Trait(
            cancels=SubFactory("modules.sales.tests.factories.SaleReceiptFactory"),
            loan=SelfAttribute("cancels.loan"),
            why=WhyTakenBack.REFUNDED,
        )

    loan = SubFactory(LoanFactory, active=True, gift=True, sale_price=20, paid_by=PaidBy.CASH)
    year = LazyFunction(lambda: timezone.localdate().year)
    number = 1
    amount = SelfAttribute("loan.sale_price")
    paid_by = SelfAttribute("loan.paid_by")
    by = SubFactory(UserFactory, counter=True)
