"""Pages of free labels, of registering devices by scanning, and of foreign codes."""

import pytest
from django.urls import reverse

from inventory.models import Device, Tag, TagBatch
from tests.cases import tried
from tests.factories import (
    CategoryFactory,
    DeviceFactory,
    DonationFactory,
    LabelFormatFactory,
    PlaceFactory,
    TagBatchFactory,
    TagFactory,
)

FREE = "RB2500001O"
pytestmark = pytest.mark.django_db


@pytest.fixture
def visitor(sign_in, volunteer):
    volunteer.language = "en"
    volunteer.save()
    return sign_in(volunteer)


@pytest.fixture
def lot(site):
    return DonationFactory(received=True, site=site, reference="D26-0001")


def register(visitor, **more):
    facts = {"donation": "D26-0001", "category": CategoryFactory().pk, "tag": FREE}
    return visitor.post(reverse("device_register"), facts | more)


def test_labels_are_made_then_printed_and_listed(visitor):
    LabelFormatFactory(code="L7160")

    answer = visitor.post(reverse("tagbatch_add"), {"quantity": 3}, follow=True)
    batch = TagBatch.objects.get()
    assert answer.redirect_chain[0][0] == f"{reverse('label_print')}?batch={batch.pk}"
    assert Tag.objects.filter(printed_at=None).count() == 3

    paper = visitor.post(answer.redirect_chain[0][0], {"fmt": "L7160", "start-L7160": 1})
    assert paper["Content-Type"] == "application/pdf"
    assert Tag.objects.filter(printed_at=None).count() == 0

    listed = visitor.get(reverse("tag_list")).content.decode()
    assert all(tag.code in listed for tag in batch.tags.all())
    assert batch.reference in listed
    assert batch.created_by.name in listed


def test_a_batch_shows_the_use_of_its_labels(visitor):
    batch = TagBatchFactory()
    TagFactory(free=True, batch=batch, code=FREE)
    TagFactory(replaced=True, batch=batch)
    page = visitor.get(batch.get_absolute_url()).content.decode()
    assert "2 labels, 1 unused" in page
    # only free labels are printed again
    again = visitor.get(reverse("label_print"), {"batch": batch.pk})
    assert [tag.code for tag in again.context["part"]] == [FREE]


@pytest.mark.usefixtures("unrendered")
def test_a_scanned_label_registers_the_device_it_is_stuck_on(visitor, lot, site):
    TagFactory(free=True, code=FREE)
    place = PlaceFactory(site=site, code="A1")
    page = visitor.get(reverse("device_register"), {"code": FREE})
    assert page.context["tag"] == FREE

    answer = register(visitor, brand="Dell", model="Latitude 5490", serial="abc1", place="a1")

    device = Device.objects.get()
    assert answer.url == reverse("scan")
    assert (device.asset_tag, device.serial, device.place) == (FREE, "ABC1", place)
    assert (str(device.brand), str(device.model)) == ("Dell", "Latitude 5490")
    assert device.donation == lot
    assert device.seen_at


@pytest.mark.usefixtures("unrendered")
def test_the_form_for_the_next_device_repeats_the_last_values(visitor, lot):
    TagFactory(free=True, code=FREE)
    register(visitor, brand="Dell", serial="ABC1")
    following = TagFactory(free=True)

    form = visitor.get(reverse("device_register"), {"code": following.code}).context["form"]

    values = {name: form[name].value() for name in ("donation", "brand", "serial", "tag")}
    assert values == {
        "donation": "D26-0001",
        "brand": "Dell",
        "serial": None,
        "tag": following.code,
    }


@pytest.mark.usefixtures("lot")
def test_a_label_taken_meanwhile_is_refused_by_name(visitor):
    TagFactory(replaced=True, code=FREE)
    page = register(visitor).content.decode()
    assert f"The label {FREE} is already on a device: " in page
    assert "Row 1" not in page


@pytest.mark.usefixtures("lot")
def test_a_place_of_another_site_is_refused(visitor, volunteer):
    elsewhere = PlaceFactory(code="B9")
    volunteer.sites.add(elsewhere.site)
    TagFactory(free=True, code=FREE)
    page = register(visitor, place="B9").content.decode()
    assert "at a different site" in page
    assert Device.objects.count() == 0


@pytest.mark.usefixtures("lot")
def test_a_device_is_registered_without_a_label_too(visitor):
    register(visitor, tag="", serial="ABC1")
    assert Device.objects.get().tags.get().batch is None


@pytest.mark.usefixtures("unrendered")
def test_a_scanned_code_fills_the_matching_field(visitor):
    for code, field in (("abc-1", "serial"), ("000000010000016", "imei"), (FREE, "tag")):
        with tried(code, field):
            TagFactory(free=True, code=FREE)
            form = visitor.get(reverse("device_register"), {"code": code}).context["form"]
            assert form[field].value() == code.upper()


def test_an_unused_label_goes_on_the_device_just_received(visitor, lot, site):
    register(visitor, tag="", serial="ABC1")
    TagFactory(free=True, code=FREE)
    device = Device.objects.get()
    page = visitor.get(reverse("device_register"), {"code": FREE}).content.decode()
    assert f'value="{device.asset_tag}"' in page

    answer = visitor.post(reverse("tag_claim"), {"tag": FREE, "code": "abc1"})

    device.refresh_from_db()
    assert answer.url == device.get_absolute_url()
    assert device.asset_tag == FREE


def test_a_label_is_claimed_for_devices_one_may_see(visitor):
    TagFactory(free=True, code=FREE)
    elsewhere = DeviceFactory()
    answer = visitor.post(reverse("tag_claim"), {"tag": FREE, "code": elsewhere.asset_tag})
    assert answer.url == f"{reverse('device_register')}?code={FREE}"
    assert Tag.objects.get(code=FREE).device is None


def test_a_damaged_label_is_replaced_by_the_next_number_and_printed(visitor, site):
    device = DeviceFactory(site=site)
    old = device.asset_tag
    answer = visitor.post(reverse("device_relabel", args=[device.pk]), {"code": ""})
    assert answer.url == f"{reverse('label_print')}?device={device.pk}"
    page = visitor.get(device.get_absolute_url()).content.decode()
    assert old in page
    assert "old label" in page


def test_a_label_to_replace_later_is_on_the_list(visitor, site):
    device = DeviceFactory(site=site)
    answer = visitor.post(reverse("device_label_damaged", args=[device.pk]), follow=True)
    listed = f"{reverse('label_print')}?waiting=1"
    assert f'href="{listed}"' in answer.text
    assert list(visitor.get(listed).context["part"]) == [device]
    TagFactory(free=True, code=FREE)
    page = visitor.get(reverse("device_register"), {"code": FREE})
    assert list(page.context["waiting"]) == [device]


def test_a_code_is_attached_from_the_page_of_the_device(visitor, site):
    device = DeviceFactory(site=site)
    address = reverse("device_attach", args=[device.pk])
    refused = visitor.post(address, {"code": "RB25000018"}).content.decode()
    assert "looks like one of our labels." in refused
    assert visitor.post(address, {"code": "belvoir-17"}).url == device.get_absolute_url()
    assert device.tags.get(status="foreign").code == "BELVOIR-17"


def test_an_unknown_code_is_attached_to_the_device_scanned_next(visitor, site):
    device = DeviceFactory(site=site)
    page = visitor.get(reverse("code_attach"), {"sticker": "BELVOIR-17"}).content.decode()
    assert "BELVOIR-17" in page
    facts = {"sticker": "BELVOIR-17", "code": "no such"}
    assert "Unknown code" in visitor.post(reverse("code_attach"), facts).content.decode()
    facts["code"] = device.asset_tag
    assert visitor.post(reverse("code_attach"), facts).url == device.get_absolute_url()
    assert device.tags.get(status="foreign").code == "BELVOIR-17"


@pytest.mark.parametrize("count", [1, 6])
def test_the_list_takes_constant_queries(visitor, count, django_assert_max_num_queries):
    for _ in range(count):
        TagFactory(free=True, batch=TagBatchFactory())
    visitor.get(reverse("home"))  # the first page records the use of the session
    with django_assert_max_num_queries(9):
        visitor.get(reverse("tag_list"))


def test_a_damaged_label_is_replaced_by_an_unused_one(visitor, site):
    device = DeviceFactory(site=site)
    TagFactory(free=True, code=FREE)
    address = reverse("device_relabel", args=[device.pk])
    refused = visitor.post(address, {"code": device.asset_tag}).content.decode()
    assert f"The label {device.asset_tag} is already on a device: " in refused
    assert visitor.post(address, {"code": FREE.lower()}).url == device.get_absolute_url()
    device.refresh_from_db()
    assert device.asset_tag == FREE
