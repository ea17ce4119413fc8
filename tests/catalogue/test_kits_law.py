"""Database rules of kits."""

import pytest

from catalogue.models import Kit
from tests.cases import tried
from tests.factories import CategoryFactory, KitFactory, KitPartFactory, VoucherProductFactory
from tests.law import copy, delete, refused, refuses_fractions, write

pytestmark = pytest.mark.django_db


def test_a_kit_is_never_deleted():
    with refused("catalogue_kit_kept"):
        delete(KitFactory())


def test_a_kit_part_has_exactly_one_kind():
    with refused("catalogue_kitpart_one_kind"):
        write(KitPartFactory(), product=VoucherProductFactory())
    with refused("catalogue_kitpart_one_kind"):
        write(KitPartFactory(), category=None)


def test_a_kit_has_a_positive_whole_quantity_of_each_part():
    part = KitPartFactory()

    with refused("catalogue_kitpart_quantity"):
        write(part, quantity=0)
    assert refuses_fractions(part, "quantity")


def test_an_item_is_unique_in_a_kit():
    for trait, rule in (
        ({}, "catalogue_kitpart_category_once"),
        ({"of_vouchers": True}, "catalogue_kitpart_product_once"),
        ({"of_accessories": True}, "catalogue_kitpart_accessory_once"),
    ):
        with tried(trait, rule):
            part = KitPartFactory(**trait)
            with refused(rule):
                copy(part, quantity=2)


def test_only_active_kits_with_parts_are_offered():
    offered = KitPartFactory().kit
    KitPartFactory(kit=offered, category=CategoryFactory())
    KitPartFactory(kit__is_active=False)
    KitFactory()

    assert list(Kit.objects.askable()) == [offered]
