"""Intake: devices are entered with tag, medium and first event, all or none."""

import pytest

from core.models import Event, Sequence
from core.workflow.lifecycle import NeedsConfirmation, Refused
from donations.lifecycle import DonationStatus
from inventory.devices.identifiers import is_tag
from inventory.devices.lifecycle.devices import TagStatus
from inventory.intake.operations import intake as intake_operations
from inventory.intake.operations.intake import RowsRefused
from inventory.intake.validation import DeviceDraft
from inventory.models import Device, Medium, Tag
from tests.cases import tried
from tests.factories import (
    CategoryFactory,
    DeviceFactory,
    DeviceModelFactory,
    DonationFactory,
    IdentityFactory,
    TagFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
IMEI, OTHER_IMEI = "490154203237518", "356938035643809"


@pytest.fixture
def donation(site):
    return DonationFactory(received=True, site=site)


@pytest.fixture
def laptop():
    return CategoryFactory(holding_data=True)


def receive(by, donation, *facts):
    return intake_operations.receive_devices(list(facts), by=by, donation=donation)


def test_a_new_device_is_received_tagged_and_needs_erasure(volunteer, donation, laptop):
    IdentityFactory(tag_prefix="EC")

    [device] = receive(volunteer, donation, DeviceDraft(category=laptop, serial=" abc  1 "))

    device.refresh_from_db()
    assert (device.status, device.serial, device.site) == ("received", "ABC1", donation.site)
    assert device.asset_tag.startswith("EC")
    assert is_tag(device.asset_tag)
    assert device.needs_erasure
    assert device.media.count() == 1
    assert (device.tags.get().code, device.tags.get().status) == (device.asset_tag, "current")
    event = Event.objects.about(device).get()
    assert (event.kind, event.data, event.by) == (
        "device.received",
        {"donation": donation.pk},
        volunteer,
    )
    assert Event.objects.about(donation).get().data == {"count": 1}


def test_devices_without_storage_need_no_erasure(volunteer, donation):
    monitor = CategoryFactory(without_data=True)

    [device] = receive(volunteer, donation, DeviceDraft(category=monitor))

    assert not device.needs_erasure
    assert device.media.count() == 0


def test_tags_are_consecutive_in_the_given_order(volunteer, donation, laptop):
    facts = [DeviceDraft(category=laptop, serial=f"SN{n}") for n in range(3)]

    devices = receive(volunteer, donation, *facts)

    assert [device.serial for device in devices] == ["SN0", "SN1", "SN2"]
    assert [int(device.asset_tag[4:-1]) for device in devices] == [1, 2, 3]


def test_tag_numbers_grow_beyond_five_digits(volunteer, donation, laptop):
    [first] = receive(volunteer, donation, DeviceDraft(category=laptop))
    Sequence.objects.update(last=99_999)

    [device] = receive(volunteer, donation, DeviceDraft(category=laptop))

    assert len(device.asset_tag) == len(first.asset_tag) + 1
    assert is_tag(device.asset_tag)


def test_many_devices_cost_a_few_statements(
    volunteer, donation, laptop, django_assert_max_num_queries
):
    facts = [DeviceDraft(category=laptop, serial=f"SN{n}") for n in range(60)]

    with django_assert_max_num_queries(25):
        receive(volunteer, donation, *facts)

    assert Device.objects.count() == Tag.objects.count() == Medium.objects.count() == 60


def test_an_expected_lot_is_received_with_its_first_device(volunteer, laptop):
    for state in ("promised", "scheduled"):
        with tried(state):
            donation = DonationFactory(**{state: True})

            receive(volunteer, donation, DeviceDraft(category=laptop))

            donation.refresh_from_db()
            assert donation.status == DonationStatus.RECEIVED


def test_no_device_enters_a_closed_lot(volunteer, laptop):
    for state in ("closed", "cancelled"):
        with tried(state):
            donation = DonationFactory(**{state: True})

            with pytest.raises(Refused, match=": it can no longer receive devices"):
                receive(volunteer, donation, DeviceDraft(category=laptop))
            assert Device.objects.count() == 0


def test_several_devices_may_have_no_serial_number(volunteer, donation, laptop):
    fillers = ["", "0", "To be filled by O.E.M.", "n/a", "Default  string"]

    devices = receive(
        volunteer, donation, *[DeviceDraft(category=laptop, serial=s) for s in fillers]
    )

    assert [device.serial for device in devices] == [None] * len(fillers)


# --- Refusals -------------------------------------------------------------------------------------
def problems(volunteer, donation, *facts):
    """Return the errors by row, and assert that no device was entered."""
    with pytest.raises(RowsRefused) as refusal:
        receive(volunteer, donation, *facts)
    assert Device.objects.filter(donation=donation).count() == 0
    assert not Event.objects.about(donation).exists()
    return {i: [str(why) for why in reasons] for i, reasons in refusal.value.problems.items()}


def test_each_row_has_its_validation_errors(volunteer, donation, laptop):
    model = DeviceModelFactory()
    existing = DeviceFactory(serial="OURS", model=None)

    refused = problems(
        volunteer,
        donation,
        DeviceDraft(category=laptop, serial="FINE"),
        DeviceDraft(category=laptop, serial="ours"),
        DeviceDraft(category=laptop, serial="TWICE", model=model),
        DeviceDraft(category=laptop, serial="twice ", model=model),
        DeviceDraft(category=laptop, serial="X" * 61),
        DeviceDraft(category=laptop, imei="49015420323751"),
        DeviceDraft(category=laptop, year_made=1812),
    )

    assert set(refused) == {1, 2, 3, 4, 5, 6}
    assert refused[1] == [f"Serial number OURS is already in the register: {existing.asset_tag}."]
    assert refused[2] == refused[3] == ["Serial number TWICE appears twice."]
    assert refused[4] == ["This serial number is too long."]
    assert refused[5] == ["49015420323751 is not an IMEI."]


def test_an_existing_imei_is_refused(volunteer, donation, laptop):
    for mine in ("imei", "imei2"):
        for theirs in ("imei", "imei2"):
            with tried(mine, theirs):
                existing = DeviceFactory(**{theirs: IMEI})

                refused = problems(
                    volunteer, donation, DeviceDraft(category=laptop, **{mine: IMEI})
                )

                assert refused == {
                    0: [f"IMEI {IMEI} is already in the register: {existing.asset_tag}."]
                }


def test_an_imei_is_unique_in_a_list(volunteer, donation, laptop):
    refused = problems(
        volunteer,
        donation,
        DeviceDraft(category=laptop, imei=IMEI, imei2=OTHER_IMEI),
        DeviceDraft(category=laptop, imei=OTHER_IMEI),
    )

    assert refused[0] == refused[1] == [f"IMEI {OTHER_IMEI} appears twice."]


def test_a_refusal_names_the_rows(volunteer, donation, laptop):
    with pytest.raises(RowsRefused) as refusal:
        receive(volunteer, donation, *[DeviceDraft(category=laptop, serial="A1")] * 2)

    assert refusal.value.messages == [
        "Row 1: Serial number A1 appears twice.",
        "Row 2: Serial number A1 appears twice.",
    ]


def test_a_shared_serial_number_needs_a_coordinators_confirmation(
    volunteer, coordinator, donation, laptop
):
    for has_model in (True, False):
        with tried(has_model):
            other = DeviceFactory(serial="A1", model=DeviceModelFactory())
            facts = {"category": laptop, "serial": "a1"}
            if has_model:
                facts |= {"brand": "Dell", "model": "Latitude"}

            with pytest.raises(
                Refused,
                match=f"belongs to {other.asset_tag}, another model.*“Register a device”",
            ) as refusal:
                intake_operations.register(donation, by=volunteer, **facts, override=True)
            assert not isinstance(refusal.value, NeedsConfirmation)
            with pytest.raises(NeedsConfirmation):
                intake_operations.register(donation, by=coordinator, **facts)
            device = intake_operations.register(donation, by=coordinator, **facts, override=True)
            assert (device.serial, device.serial_shared_by) == ("A1", coordinator)


def test_an_import_does_not_confirm_a_shared_serial_number(
    volunteer, coordinator, donation, laptop
):
    DeviceFactory(serial="A1", model=DeviceModelFactory())
    facts = DeviceDraft(category=laptop, serial="A1", model=DeviceModelFactory())

    for by in (volunteer, coordinator):
        with pytest.raises(RowsRefused, match="another model"):
            receive(by, donation, facts)


def test_a_serial_number_is_never_shared_within_a_model(coordinator, donation, laptop):
    existing = DeviceFactory(serial="A1", model=DeviceModelFactory())

    facts = DeviceDraft(category=laptop, serial="A1", model=existing.model)
    facts.serial_shared_by = coordinator

    with pytest.raises(RowsRefused, match="is already in the register"):
        receive(coordinator, donation, facts)


def test_a_device_that_returns_refers_to_its_former_row(volunteer, donation, laptop):
    for state in ("given", "retired"):
        with tried(state):
            former = DeviceFactory(serial="A1", **{state: True})

            [device] = receive(volunteer, donation, DeviceDraft(category=laptop, serial="A1"))

            device.refresh_from_db()
            assert device.former == former
            assert device.asset_tag != former.asset_tag


def test_the_old_tags_of_a_device_resolve_to_it(volunteer, donation, laptop):
    [device] = receive(volunteer, donation, DeviceDraft(category=laptop, serial="A1"))
    Tag.objects.create(code="OLD-7", status=TagStatus.REPLACED, device=device)

    for code in (device.asset_tag, "OLD-7", "A1"):
        assert list(Device.objects.matching_code(code)) == [device]


# --- Preprinted labels ----------------------------------------------------------------------------
def test_a_device_takes_the_free_tag_that_is_stuck_on_it(volunteer, donation, laptop):
    free = TagFactory(free=True, code="RB2500001O")
    facts = [DeviceDraft(category=laptop, tag=" rb25-00001-o "), DeviceDraft(category=laptop)]

    first, second = receive(volunteer, donation, *facts)

    free.refresh_from_db()
    assert (first.asset_tag, free.status, free.device) == ("RB2500001O", "current", first)
    assert second.tags.get().status == "current"
    assert second.asset_tag == second.tags.get().code != "RB2500001O"


def test_a_tag_that_is_not_free_is_not_given(volunteer, donation, laptop):
    for state, sentence in (
        ("foreign", "The label RB2500001O is already on a device."),
        ("replaced", "The label RB2500001O is already on a device."),
        (None, "RB2500001O is not one of our unused labels."),
    ):
        with tried(state, sentence):
            if state:
                TagFactory(**{state: True}, code="RB2500001O")
            before = Device.objects.count()

            with pytest.raises(RowsRefused, match=sentence):
                receive(volunteer, donation, DeviceDraft(category=laptop, tag="RB2500001O"))
            assert Device.objects.count() == before


def test_two_rows_do_not_share_a_tag(volunteer, donation, laptop):
    TagFactory(free=True, code="RB2500001O")
    facts = [DeviceDraft(category=laptop, tag="RB2500001O") for _ in range(2)]

    with pytest.raises(RowsRefused, match="The label RB2500001O appears twice"):
        receive(volunteer, donation, *facts)


def test_many_preprinted_labels_cost_a_few_statements(
    volunteer, donation, laptop, django_assert_max_num_queries
):
    tags = TagFactory.create_batch(60, free=True)
    facts = [DeviceDraft(category=laptop, tag=tag.code) for tag in tags]

    with django_assert_max_num_queries(28):
        devices = receive(volunteer, donation, *facts)

    assert [device.asset_tag for device in devices] == [tag.code for tag in tags]
    assert set(Tag.objects.values_list("code", "device")) == {(d.asset_tag, d.pk) for d in devices}
