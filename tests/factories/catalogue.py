from datetime import date
from decimal import Decimal

from factory import Dict, LazyAttribute, Sequence, SubFactory, Trait
from factory.django import DjangoModelFactory

from catalogue.models import (
    AccessoryKind,
    AccessorySort,
    Brand,
    Category,
    Connector,
    DeviceModel,
    Factor,
    FactorKind,
    Kit,
    KitPart,
    Price,
    ResaleCap,
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
    names = Dict({"fr": Sequence("catégorie {}".format), "en": Sequence("category {}".format)})
    holds_data = True
    screen_sizes = "10 13 14 15.6 17"
    memory_sizes = "4 8 16 32"
    offers_webcam = True
    offers_cellular = True


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

    class Params:
        part = Trait(is_part=True, sort=AccessorySort.RAM)
        charger = Trait(sort=AccessorySort.CHARGER)
        usb_c = Trait(charger=True, connector=Connector.USB_C, watts=65)

    code = Sequence("accessory-{}".format)
    names = Dict({"fr": Sequence("accessoire {}".format), "en": Sequence("accessory {}".format)})


class VoucherProductFactory(DjangoModelFactory):
    class Meta:
        model = VoucherProduct

    operator = "Libre Mobile"
    names = Dict({"fr": Sequence("recharge {}".format), "en": Sequence("top-up {}".format)})
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


class PriceFactory(DjangoModelFactory):
    class Meta:
        model = Price

    category = SubFactory(CategoryFactory)
    grade = "B"
    amount = Decimal("30.00")


class ResaleCapFactory(DjangoModelFactory):
    class Meta:
        model = ResaleCap

    category = SubFactory(CategoryFactory)
    amount = Decimal("180.00")
    condition_texts = Dict({"fr": "en état de marche", "en": "in working order"})
    source = "invented"
    valid_from = date(2022, 11, 7)


class KitFactory(DjangoModelFactory):
    class Meta:
        model = Kit

    code = Sequence("kit-{}".format)
    names = Dict({"fr": Sequence("lot {}".format), "en": Sequence("kit {}".format)})


class KitPartFactory(DjangoModelFactory):
    class Meta:
        model = KitPart

    class Params:
        of_vouchers = Trait(category=None, product=SubFactory(VoucherProductFactory))
        of_accessories = Trait(category=None, accessory=SubFactory(AccessoryKindFactory))

    kit = SubFactory(KitFactory)
    category = SubFactory(CategoryFactory)
