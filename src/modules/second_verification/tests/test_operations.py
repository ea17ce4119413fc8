"""Second verification: the program draws, somebody else verifies, a failure voids the lot."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from core.models import Event
from core.workflow.lifecycle import Refused
from inventory.devices.lifecycle.devices import DeviceStatus, ErasureResult
from inventory.erasure.certificate_content import content_of
from inventory.erasure.operations.certificates import certify_device, certify_lot
from inventory.models import Device, Erasure
from modules.second_verification.lifecycle import SampleResult
from modules.second_verification.models import Sample, SampleRules
from modules.second_verification.operations import change_rules, draw, verify
from modules.second_verification.sampling import sample_of
from modules.second_verification.tests.factories import (
    SampleFactory,
    SampleRulesFactory,
    erased_lot,
)
from tests.factories import DeviceFactory, ErasureFactory, UserFactory
from tests.law import delete, refused, write
from tests.modules import use_all_but

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


@pytest.fixture
def other():
    return UserFactory(technician=True)


@pytest.mark.parametrize(("media", "percent", "drawn"), [(1, 5, 1), (3, 40, 2)])
def test_the_share_of_a_lot_is_rounded_up(media, percent, drawn, technician):
    SampleRulesFactory(percent=percent)
    SampleRules.clear_cache()
    lot = erased_lot(media)
    samples = draw(lot, by=technician)
    assert len(samples) == drawn == sample_of(lot).required
    assert {sample.donation for sample in samples} == {lot}
    with pytest.raises(Refused, match="Enough media"):
        draw(lot, by=technician)


def test_media_that_are_gone_or_destroyed_are_not_drawn(technician):
    lot = erased_lot(0)
    with pytest.raises(Refused, match="No device of this lot has a proven erasure yet"):
        draw(lot, by=technician)
    lent = DeviceFactory(donation=lot, on_loan=True)
    ErasureFactory(medium=DeviceFactory(donation=lot).media.get(), shredded=True)
    assert [proof.medium.device for proof in sample_of(lot).proofs] == [lent]
    with pytest.raises(Refused, match="none can be drawn"):
        draw(lot, by=technician)


def test_the_operator_cannot_verify_and_a_result_is_final(other):
    sample = SampleFactory()
    eraser = sample.operator
    with pytest.raises(
        ValidationError, match="The second verification must be done by someone who did not"
    ):
        verify(sample, by=eraser, result=SampleResult.PASSED, tool="hexedit 1.6")
    sample.refresh_from_db()
    with pytest.raises(
        ValidationError, match="A second verification needs a result, a tool, a date and a"
    ):
        verify(sample, by=other, result=SampleResult.PASSED, tool=" ")
    sample.refresh_from_db()
    verify(sample, by=other, result=SampleResult.PASSED, tool="hexedit 1.6")
    with pytest.raises(Refused, match="already been verified"):
        verify(sample, by=other, result=SampleResult.FAILED, tool="hexedit 1.6")
    assert sample.erasure.medium.erasures.count() == 1


def test_a_failed_sample_sends_the_lot_back(other):
    lot = erased_lot(2, ready=True)
    lent = erased_lot(1, donation=lot, on_loan=True).devices.get(status=DeviceStatus.ON_LOAN)
    elsewhere = erased_lot(1, ready=True).devices.get()
    (sample,) = draw(lot, by=other)

    verify(sample, by=other, result=SampleResult.FAILED, tool="hexedit 1.6")

    here = lot.devices.exclude(pk=lent.pk)
    assert {(d.status, d.needs_erasure) for d in here} == {(DeviceStatus.REFURBISHING, True)}
    results = {e.medium_id: e.result for e in Erasure.objects.order_by("pk")}
    drawn = sample.erasure.medium_id
    assert results.pop(drawn) == ErasureResult.FAILED
    assert sorted(results.values()) == ["passed", "passed", "unknown"]
    for untouched in (lent, elsewhere):
        untouched.refresh_from_db()
        assert not untouched.needs_erasure
    assert [proof.medium.device for proof in sample_of(lot).proofs] == [lent]
    assert Event.objects.about(here[0]).first().kind == "device.sample_failed"


def test_a_failure_ends_the_other_verifications_of_its_lot(other):
    SampleRulesFactory(percent=100)
    SampleRules.clear_cache()
    lot = erased_lot(2)
    found, waiting = draw(lot, by=other)
    verify(found, by=other, result=SampleResult.FAILED, tool="hexedit 1.6")
    for result in SampleResult:
        with pytest.raises(Refused, match="no longer applies"):
            verify(waiting, by=other, result=result, tool="hexedit 1.6")
        waiting.refresh_from_db()
    assert not Sample.objects.pending().exists()
    ErasureFactory(medium=waiting.erasure.medium)
    assert not Sample.objects.pending().exists()
    assert {sample.erasure.medium for sample in draw(lot, by=other)} == {waiting.erasure.medium}


def test_a_device_that_was_away_is_neither_drawn_nor_verified(other):
    lot, back = erased_lot(1), erased_lot(1)
    (sample,) = draw(lot, by=other)
    devices = Device.objects.filter(donation__in=[lot, back])
    devices.update(received_at=timezone.now(), needs_erasure=True)
    assert sample_of(lot).missing == 1
    with pytest.raises(Refused, match="no longer applies"):
        verify(sample, by=other, result=SampleResult.PASSED, tool="hexedit 1.6")
    ErasureFactory(medium=back.devices.get().media.get())
    for donation in (lot, back):  # the medium would be that of a later erasure
        with pytest.raises(Refused, match="none can be drawn"):
            draw(donation, by=other)


def test_a_failed_sample_revokes_the_certificates_of_its_lot(other):
    lot = erased_lot(2)
    of_lot = certify_lot(lot, by=UserFactory(coordinator=True))
    of_device = certify_device(lot.devices.first(), by=other)
    (sample,) = draw(lot, by=other)

    verify(sample, by=other, result=SampleResult.FAILED, tool="hexedit 1.6")

    for certificate in (of_lot, of_device):
        certificate.refresh_from_db()
        assert certificate.revoked_by == other
        assert str(lot) in certificate.revoked_why


def test_a_failure_waits_until_no_device_of_the_lot_is_set_aside(other):
    lot = erased_lot(1, ready=True)
    reserved = erased_lot(1, donation=lot, reserved=True).devices.get(status=DeviceStatus.RESERVED)
    SampleFactory(donation=lot, erasure=lot.devices.get(status="ready").media.get().erasures.get())
    samples = list(Sample.objects.all())
    with pytest.raises(Refused, match=reserved.asset_tag):
        verify(samples[0], by=other, result=SampleResult.FAILED, tool="hexedit 1.6")
    assert Sample.objects.pending().count() == 1
    assert not lot.devices.filter(needs_erasure=True).exists()


def test_certificates_state_how_many_media_were_verified_again(other):
    lot = erased_lot(3)
    assert "statements" not in content_of(lot)
    (sample,) = draw(lot, by=other)
    verify(sample, by=other, result=SampleResult.PASSED, tool="hexedit 1.6")
    sentence = "1 of 3 media verified by a second person, with hexedit 1.6."
    assert content_of(lot)["statements"] == [sentence]
    use_all_but("second_verification")
    assert "statements" not in content_of(lot)


def test_only_administrators_change_the_share(admin, technician):
    rules = SampleRules(pk=1, percent=10)
    with pytest.raises(PermissionDenied):
        change_rules(rules, by=technician)
    change_rules(rules, by=admin)
    assert SampleRules.load().percent == 10


def test_drawn_media_and_results_are_frozen():
    sample, passed = SampleFactory(), SampleFactory(passed=True)
    with refused("second_verification_sample_frozen"):
        write(sample, donation=passed.donation)
    with refused("second_verification_sample_verified"):
        write(passed, tool="another")
    with refused("second_verification_sample_kept"):
        delete(sample)
    with refused("second_verification_sample_once"):
        SampleFactory(erasure=sample.erasure, donation=sample.donation)
    with refused("second_verification_sample_second_person"):
        SampleFactory(
            passed=True, by=sample.operator, erasure=ErasureFactory(operator=sample.operator)
        )
    with refused("second_verification_sample_result"):
        write(sample, result=SampleResult.PASSED)
    with refused("second_verification_samplerules_percent"):
        SampleRulesFactory(percent=0)
    with refused("second_verification_samplerules_only_one"):
        SampleRulesFactory(pk=2)
