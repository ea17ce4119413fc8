"""Declarations of this module for the tests of the whole site (`tests/of_modules.py`)."""

from django.urls import reverse

from modules.custody import operations
from modules.custody.models import CollectedItem, Collection
from modules.custody.tests.factories import CollectedItemFactory, CollectionFactory
from people.base.roles import Role
from tests.access_page import K, Page, V, act
from tests.factories import DeviceFactory, DocumentFactory, DonationFactory
from tests.law import copy, delete

FACTORIES = [CollectedItemFactory, CollectionFactory]
PAGES = {
    "custody_collect": Page(V, "donation_to_collect"),
    "custody_scan": act(V, "donation_to_collect"),
    "custody_count": act(V, "donation_to_collect"),
    "custody_remove": act(V, "collected_item"),
    "custody_sign": Page(V, "donation_to_collect"),
    "custody_file": Page(K, "donation_collected", file=True),
    "custody_send": act(K, "donation_collected"),
}
LOWEST = {
    Role.VOLUNTEER: [
        operations.scan_item,
        operations.count_items,
        operations.remove_item,
        operations.sign_collection,
    ],
    Role.COORDINATOR: [operations.send_copy],
}


def scan_at_a_donor(_user, site):
    donation = DonationFactory(site=site)
    return reverse("custody_scan", args=[donation.pk]), "SERIAL123456", CollectedItem.objects


def collecting(_user, site):
    donation, devices = DonationFactory(site=site), DeviceFactory.create_batch(2)
    page = reverse("custody_collect", args=[donation.pk])
    return page, devices, CollectedItem.objects.count


SCANS = [scan_at_a_donor]
SCAN_PAGES = [collecting]


def item_beside_signature():
    item, document = CollectedItemFactory(), DocumentFactory()
    return lambda: sign(item, document), lambda: copy(item, code="ANOTHER")


def signature_beside_last_item():
    item, document = CollectedItemFactory(), DocumentFactory()
    return lambda: delete(item), lambda: sign(item, document)


def sign(item, document):
    row = Collection(donation=item.donation, document=document, content={}, by=item.by)
    Collection.objects.bulk_create([row])


RACES = {
    "custody_collecteditem_until_signed": item_beside_signature,
    "custody_collection_of_something": signature_beside_last_item,
}


def add_to(world):
    world.donation_to_collect = DonationFactory(site=world.site, donor=world.donor)
    world.collected_item = CollectedItemFactory(donation=world.donation_to_collect)
    world.donation_collected = CollectionFactory(
        donation__site=world.site, donation__donor=world.donor
    ).donation
