from datetime import date
from decimal import Decimal

from factory import LazyAttribute, Sequence, SubFactory, Trait
from factory.django import DjangoModelFactory

from catalogue.models import (
    AccessoryKind,
    Brand,
    Category,
    DeviceModel,
    Factor,
    FactorKind,
    VoucherKind,
    VoucherProduct,
)
from catalogue.names import key_of


class CategoryFactory(DjangoModelFactory):
    class Meta:
        model = Category

    class Params:
        holding_data = Trait(holds_data=True)
        without_data = Trait(holds_data=False)
        phone = Trait(holds_data=True, has_imei=True, icon="smartphone")

    code = Sequence("category-{}".format)
    name_fr = Sequence("catégorie {}".format)
    name_en = Sequence("category {}".format)
    holds_data = True


class BrandFactory(DjangoModelFactory):
    class Meta:
        model = Brand

    name = Sequence("Brand {}".format)
    key = LazyAttribute(lambda brand: key_of(brand.name))


class DeviceModelFactory(DjangoModelFactory):
    class Meta:
        model = DeviceModel

    brand = SubFactory(BrandFactory)
    name = Sequence("Model {}".format)
    key = LazyAttribute(lambda model: key_of(model.name))


class AccessoryKindFactory(DjangoModelFactory):
    class Meta:
        model = AccessoryKind

    code = Sequence("accessory-{}".format)
    name_fr = Sequence("accessoire {}".format)
    name_en = Sequence("accessory {}".format)


class VoucherProductFactory(DjangoModelFactory):
    class Meta:
        model = VoucherProduct

    operator = "Libre Mobile"
    name_fr = Sequence("recharge {}".format)
    name_en = Sequence("top-up {}".format)
    kind = VoucherKind.TOP_UP


class FactorFactory(DjangoModelFactory):
    class Meta:
        model = Factor

    category = SubFactory(CategoryFactory)
    kind = FactorKind.MANUFACTURE
    value = Decimal("150.00")
    unit = "kg CO2e"
    source = "invented"
    version = "1"
    valid_from = date(2026, 1, 1)
