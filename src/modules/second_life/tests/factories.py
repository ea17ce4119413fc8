from datetime import date
from decimal import Decimal

from factory import SubFactory
from factory.django import DjangoModelFactory

from modules.second_life.lifecycle import ValueKind
from modules.second_life.models import MeasuredUse, ReferenceValue
from tests.factories import CategoryFactory


class ReferenceValueFactory(DjangoModelFactory):
    class Meta:
        model = ReferenceValue

    kind = ValueKind.PRICE
    category = SubFactory(CategoryFactory)
    value = Decimal("500.00")
    valid_from = date(2025, 1, 15)
    source = "Devis 2214"


class MeasuredUseFactory(DjangoModelFactory):
    class Meta:
        model = MeasuredUse

    hours_out = 1_000
    hours_back = 1_400
