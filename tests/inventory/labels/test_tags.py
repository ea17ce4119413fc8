"""Tags: preprinted labels, replaced labels, foreign codes."""

import re

import pytest

from core.models import Event
from core.workflow.lifecycle import Refused
from inventory.devices.identifiers import is_tag
from inventory.intake.operations import intake as intake_operations
from inventory.intake.validation import DeviceDraft
from inventory.labels.operations import tags as tag_operations
from inventory.labels.queue import waiting_for_label
from inventory.models import Tag
from tests.cases import tried
from tests.factories import (
    CategoryFactory,
    DeviceFactory,
    DonationFactory,
    PlaceFactory,
    TagFactory,
    UserFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
FREE = "RB2500001O"


@pytest.fixture
def device(site):
    return DeviceFactory(site=site)


# --- Preprinted -----------------------------------------------------------------------------------
def test_preprinted_tags_are_free(volunteer):
    batch = tag_operations.make_tags(by=volunteer, quantity=30)

    codes = list(batch.tags.values_list("code", flat=True))
    assert len(set(codes)) == 30
    assert all(is_tag(code) for code in codes)
    assert batch.tags.free().count() == 30
    assert (batch.created_by, batch.reference[0]) == (volunteer, "E")
    assert Event.objects.about(batch).get().data == {"count": 30}


def test_preprinted_and_new_tags_share_one_sequence(volunteer, site):
    batch = tag_operations.make_tags(by=volunteer, quantity=2)
    lot = DonationFactory(received=True, site=site)

    [device] = intake_operations.receive_devices(
        [DeviceDraft(category=CategoryFactory())], by=volunteer, donation=lot
    )

    assert device.asset_tag not in set(batch.tags.values_list("code", flat=True))


def test_the_size_of_a_tag_batch_is_bounded(volunteer):
    for quantity in (0, -1, 1_201):
        with tried(quantity):
            with pytest.raises(Refused, match="1 to 1200 labels"):
                tag_operations.make_tags(by=volunteer, quantity=quantity)
            assert Tag.objects.count() == 0


# --- Replaced -------------------------------------------------------------------------------------
@pytest.mark.parametrize("tag", ["", "rb25 00001 o"])
def test_a_replaced_tag_still_resolves_to_its_device(volunteer, device, tag):
    TagFactory(free=True, code=FREE)
    old = device.asset_tag

    tag_operations.replace_label(device, by=volunteer, tag=tag)

    device.refresh_from_db()
    assert device.asset_tag != old
    assert (device.asset_tag == FREE) is bool(tag)
    assert dict(device.tags.values_list("code", "status")) == {
        old: "replaced",
        device.asset_tag: "current",
    }
    assert list(type(device).objects.matching_code(old)) == [device]
    assert Event.objects.about(device).first().data == {"old": old, "new": device.asset_tag}
    assert device.seen_at


def test_a_label_is_replaced_in_any_active_status(volunteer):
    for state in ("ready", "on_loan", "given", "lost"):
        with tried(state):
            device = DeviceFactory(**{state: True})
            tag_operations.replace_label(device, by=volunteer)
            assert device.status == state


def test_withdrawn_devices_get_no_label(volunteer):
    with pytest.raises(Refused, match="entered in error"):
        tag_operations.replace_label(DeviceFactory(withdrawn=True), by=volunteer)


@pytest.mark.parametrize(
    ("state", "words"), [("replaced", "already"), (None, "not one of our unused")]
)
def test_a_label_that_is_not_free_replaces_nothing(volunteer, device, state, words):
    if state:
        TagFactory(**{state: True}, code=FREE)
    old = device.asset_tag

    with pytest.raises(Refused, match=words):
        tag_operations.replace_label(device, by=volunteer, tag=FREE)

    device.refresh_from_db()
    assert device.asset_tag == old
    assert device.tags.get().status == "current"


# --- Waiting for a label --------------------------------------------------------------------------
def test_devices_just_entered_or_with_a_damaged_label_wait_for_one(volunteer, site):
    lot = DonationFactory(received=True, site=site)
    facts = [DeviceDraft(category=CategoryFactory()) for _ in range(2)]
    entered, printed = intake_operations.receive_devices(facts, by=volunteer, donation=lot)
    tag_operations.note_printed([printed.asset_tag], by=volunteer)
    somebody = UserFactory(volunteer=True, sites=[site])
    intake_operations.receive_devices(facts[:1], by=somebody, donation=lot)
    damaged = DeviceFactory(site=site)
    tag_operations.report_label(damaged, by=somebody)
    elsewhere = DeviceFactory()
    tag_operations.report_label(elsewhere, by=somebody)

    assert list(waiting_for_label(volunteer)) == [damaged, entered]

    tag_operations.replace_label(damaged, by=volunteer)
    tag_operations.note_printed([entered.asset_tag], by=volunteer)
    assert list(waiting_for_label(volunteer)) == []


# --- Foreign codes --------------------------------------------------------------------------------
def test_a_foreign_code_resolves_to_its_device(volunteer, device):
    tag_operations.attach_code(device, by=volunteer, code=" belvoir-17 ")

    assert list(type(device).objects.matching_code("BELVOIR-17")) == [device]
    assert device.tags.get(code="BELVOIR-17").status == "foreign"
    assert Event.objects.about(device).first().data == {"code": "BELVOIR-17"}
    with pytest.raises(Refused, match="leads to"):
        tag_operations.attach_code(DeviceFactory(), by=volunteer, code="Belvoir-17")


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("RB2500001O", "looks like one of our labels."),
        ("XY2600001V", "looks like one of our labels."),
        ("RB25000018", "looks like one of our labels."),
        ("A1B", "4 to 64 characters"),
        ("X" * 65, "4 to 64 characters"),
        ("D26-0001", "is one of our numbers."),
        ("RF2026-0003", "is one of our numbers."),
        ("SHELFA", "is one of our numbers."),
        ("4006381333931", "article number"),
        ("wifi:S:maison;;", ": it does not identify a device."),
        ("HELD1234", "leads to"),
    ],
)
def test_an_ambiguous_code_is_not_attached(volunteer, device, code, words):
    PlaceFactory(code="SHELFA")
    DeviceFactory(serial="HELD1234")

    with pytest.raises(Refused, match=words):
        tag_operations.attach_code(device, by=volunteer, code=code)

    assert device.tags.count() == 1


def test_a_foreign_code_moves_from_a_withdrawn_device(volunteer, device):
    wrong = DeviceFactory(site=device.site)
    tag_operations.attach_code(wrong, by=volunteer, code="DON-55512")
    wrong.transition_to(wrong.Status.WITHDRAWN)
    with pytest.raises(Refused):
        tag_operations.attach_code(wrong, by=volunteer, code="DON-55513")
    tag_operations.attach_code(device, by=volunteer, code="DON-55512")
    assert Tag.objects.get(code="DON-55512").device == device


# --- Refused --------------------------------------------------------------------------------------
def test_a_tag_in_use_names_its_device_within_scope(volunteer, device, site):
    near, far = DeviceFactory(site=site, ready=True), DeviceFactory()
    for worn, words in ((near, near.designation), (far, str(far.site))):
        with pytest.raises(Refused, match=re.escape(words)) as refusal:
            tag_operations.replace_label(device, by=volunteer, tag=worn.asset_tag)
        assert ("(ready)" in str(refusal.value)) is (worn == near)
        assert (far.designation in str(refusal.value)) is False
        with pytest.raises(Refused, match=re.escape(words)):
            intake_operations.register(
                DonationFactory(received=True, site=site),
                by=volunteer,
                category=CategoryFactory(),
                tag=worn.asset_tag,
            )


def test_a_serial_number_used_as_a_code_names_its_device(volunteer, device):
    far = DeviceFactory(serial="BELVOIR17")
    with pytest.raises(Refused, match=re.escape(str(far.site))) as refusal:
        tag_operations.attach_code(device, by=volunteer, code="BELVOIR17")
    assert far.asset_tag not in str(refusal.value)


def test_a_retired_device_takes_no_new_label(volunteer):
    retired = DeviceFactory(retired=True)
    old = retired.asset_tag
    with pytest.raises(Refused, match="retired"):
        tag_operations.replace_label(retired, by=volunteer)
    with pytest.raises(Refused, match="retired"):
        tag_operations.attach_code(retired, by=volunteer, code="BELVOIR-18")
    retired.refresh_from_db()
    assert retired.asset_tag == old
    assert not Tag.objects.filter(code="BELVOIR-18").exists()
