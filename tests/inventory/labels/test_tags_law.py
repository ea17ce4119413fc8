"""Database constraints and guards of labels and foreign codes."""

import pytest
from django.db import IntegrityError, transaction

from inventory.devices.lifecycle.devices import TagStatus
from inventory.models import Tag
from tests.cases import tried
from tests.factories import DeviceFactory, TagBatchFactory, TagFactory
from tests.law import copy, delete, refused, refused_as, unique_sentence, write

pytestmark = pytest.mark.django_db


def test_a_code_is_unique():
    tag = TagFactory(free=True, code="RB26000010")

    with refused_as(unique_sentence(Tag, "code")):
        copy(tag)
    with refused("inventory_tag_kept"):
        delete(tag)
    with refused("inventory_tag_frozen"):
        write(tag, code="RB26000011")


def test_a_code_stays_with_its_device():
    tag = DeviceFactory().tags.get()

    with refused("inventory_tag_stays"):
        write(tag, device=DeviceFactory())
    with refused("inventory_tag_stays"):
        write(tag, device=None, status=TagStatus.FREE)


def test_a_tag_has_a_valid_status():
    with refused("inventory_tag_status_known"):
        copy(TagFactory(replaced=True), code="X1", status="eaten")


def test_a_free_tag_has_no_device():
    with refused("inventory_tag_status"):
        copy(DeviceFactory().tags.get(), code="X1", status=TagStatus.FREE)


def test_a_tag_without_a_device_is_free():
    for status in [s for s in TagStatus if s != TagStatus.FREE]:
        with tried(status), refused("inventory_tag_status"):
            copy(TagFactory(replaced=True), code="X1", status=status, device=None)


def test_a_device_is_named_by_its_current_tag():
    device = DeviceFactory()
    TagFactory(replaced=True, code="OLD-7", device=device)

    with refused("inventory_device_tag_current"):
        write(device, asset_tag="OLD-7")


def test_a_batch_of_tags_is_never_deleted():
    with refused("inventory_tagbatch_kept"):
        delete(TagBatchFactory())


def test_a_device_has_one_current_tag():
    device = DeviceFactory()
    write(device, asset_tag=TagFactory(free=True, code="X1").code)

    with refused("inventory_tag_one_current"):
        Tag.objects.filter(code="X1").update(status=TagStatus.CURRENT, device=device)


BAD_CODES = ["", " ", " X1", "X1 ", "x1", "X\t1", "X1\n", "X  1"]


def test_a_code_is_in_capitals_and_not_empty():
    for code in BAD_CODES:
        with tried(code), refused("inventory_tag_code_clean"):
            copy(TagFactory(free=True), code=code)


def test_foreign_codes_have_single_spaces():
    assert TagFactory(foreign=True, code="PARC 12-É").pk


def test_the_tag_of_a_device_is_in_capitals_without_spaces():
    for code in (*BAD_CODES, "X 1"):
        with tried(code), refused("inventory_device_tag_clean"):
            copy(DeviceFactory(), serial=None, asset_tag=code)


def test_a_replaced_tag_is_final():
    for old in ("replaced", "foreign"):
        with tried(old):
            tag = TagFactory(**{old: True})

            for new in set(TagStatus) - {old, TagStatus.FREE, TagStatus.CURRENT}:
                with refused("inventory_tag_steps"):
                    write(tag, status=new)
            with pytest.raises(IntegrityError), transaction.atomic():
                # the device already has a current tag, which an index also enforces
                write(tag, status=TagStatus.CURRENT)


def test_the_last_label_of_a_device_is_not_replaced():
    device = DeviceFactory()
    tag = device.tags.get()

    with refused("inventory_tag_last"):
        write(tag, status=TagStatus.REPLACED)
    write(device, asset_tag=TagFactory(free=True, code="X1").code)
    assert write(tag, status=TagStatus.REPLACED) == 1


def test_a_device_without_a_tag_does_not_leave():
    device = DeviceFactory(refurbishing=True)
    bare = copy(device, asset_tag="RB99", serial=None)

    for status in ("quarantined", "received", "lost"):
        with refused("inventory_device_tagged"):
            write(bare, status=status)
    write(device, asset_tag=TagFactory(free=True, code="X1").code)
    with refused("inventory_device_tagged"):
        write(device, status="quarantined")


def test_the_current_tag_matches_the_asset_tag_of_its_device():
    device = DeviceFactory()

    with refused("inventory_tag_names_its_device"):
        write(TagFactory(free=True), status=TagStatus.CURRENT, device=device)
    with refused("inventory_tag_names_its_device"):
        copy(device.tags.get(), code="X1")
