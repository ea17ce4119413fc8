"""Erasure certificates: their content, reissue and PDF."""

from datetime import timedelta
from types import SimpleNamespace

import pypdfium2
import pytest
from django.utils import timezone

from core.formatting import full_date, moment
from core.models import Event
from core.workflow.lifecycle import Refused
from inventory.devices.lifecycle.devices import ErasureMethod
from inventory.erasure import jobs
from inventory.erasure.certificate_content import tally_of
from inventory.erasure.jobs import draw_certificate
from inventory.erasure.operations import certificates as certificate_operations
from inventory.erasure.operations import erasure as erasure_operations
from inventory.erasure.papers import facts_of
from inventory.models import ErasureCertificate
from tests.factories import (
    CategoryFactory,
    DeviceFactory,
    DonationFactory,
    DonorFactory,
    ErasureFactory,
    IdentityFactory,
    MediumFactory,
)
from tests.law import write
from tests.leaks import words_of
from tests.test_papers import codes_of

pytestmark = [pytest.mark.usefixtures("english")]


@pytest.fixture
def lot(site):
    IdentityFactory()
    donor = DonorFactory(company=True, name="Ateliers Belvoir", language="en")
    return DonationFactory(received=True, site=site, donor=donor, reference="D26-0042")


def device_of(lot, **facts):
    return DeviceFactory(donation=lot, site=lot.site, **facts)


def attest(device, now):
    days = {"started_at": now, "ended_at": now}
    return ErasureFactory(medium=device.media.get(), attested=True, standard="", **days)


def text_of(certificate):
    return " ".join(words_of(draw_certificate(certificate).document.read()).split())


def test_a_device_has_a_certificate_of_one_page_once_all_media_are_proven(technician, site):
    device = DeviceFactory(refurbishing=True, site=site)
    first, second = device.media.get(), MediumFactory(device=device)
    ErasureFactory(medium=first)
    with pytest.raises(Refused, match="This device still has to be erased: a certificate can list"):
        certificate_operations.certify_device(device, by=technician)

    erasure_operations.record_erasure(
        second,
        by=technician,
        method="ata_sanitize",
        tool="hdparm",
        tool_version="9.65",
        medium_serial=second.serial,
        result="passed",
        started_at=timezone.now() - timedelta(hours=1),
        ended_at=timezone.now(),
    )
    device.refresh_from_db()
    certificate = certificate_operations.certify_device(device, by=technician)

    pdf = draw_certificate(certificate).document.read()
    with pypdfium2.PdfDocument(pdf) as paper:
        assert len(paper) == 1
    text = " ".join(words_of(pdf).split())
    assert text.count(device.media.first().erasures.get().operator.name_on_proofs) >= 1
    for word in (first.serial, second.serial, device.serial, "hdparm 9.65", "Purge", "Réussi"):
        assert word in text
    assert technician.name in text
    assert f"ur la parole de {technician.name_on_proofs}" in text
    assert text.count("Enregistré le") == 2
    assert Event.objects.about(device).first().kind == "device.certified"


def test_times_are_printed_only_if_they_were_given(technician, site):
    device = DeviceFactory(refurbishing=True, site=site)
    now = timezone.now()
    ends = [now, now - timedelta(hours=5)]
    given = [*map(moment, (ends[1] - timedelta(hours=1), ends[1]))]
    ErasureFactory(medium=device.media.get(), ended_at=now, started_at=now)
    ErasureFactory(
        medium=MediumFactory(device=device),
        ended_at=ends[1],
        started_at=ends[1] - timedelta(hours=1),
    )
    write(device, needs_erasure=False)
    device.refresh_from_db()
    certificate = certificate_operations.certify_device(device, by=technician)
    first, second = facts_of(certificate)["devices"][0]["media"]
    assert (first["started"], first["ended"]) == ("", "")
    assert [second["started"], second["ended"]] == given


def test_devices_without_storage_or_only_attested_have_no_certificate(technician):
    bare = DeviceFactory(category=CategoryFactory(without_data=True))
    with pytest.raises(Refused, match="This device contains no data: there is nothing to certify"):
        certificate_operations.certify_device(bare, by=technician)

    now = timezone.now()
    device = DeviceFactory(taken_over_at=now, received_at=now - timedelta(days=9))
    attest(device, now)
    write(device, needs_erasure=False)
    device.refresh_from_db()
    with pytest.raises(Refused, match="attested"):
        certificate_operations.certify_device(device, by=technician)
    assert not ErasureCertificate.objects.exists()


def test_a_method_includes_one_command():
    for method in ErasureMethod:
        assert " or " not in f" {method.label} ".replace("incineration or melting", "")


def test_a_private_donor_has_no_representative(coordinator, lot):
    donor = DonorFactory(individual=True, name="Famille Le Gall", contact="Famille Le Gall")
    write(lot, donor=donor)
    lot.refresh_from_db()
    device_of(lot, ready=True)
    text = text_of(certificate_operations.certify_lot(lot, by=coordinator))
    assert "Represented by Famille Le Gall" not in text


def test_a_new_certificate_is_issued_only_if_its_content_changed(coordinator, lot):
    device_of(lot, ready=True)
    first = certificate_operations.certify_lot(lot, by=coordinator)
    assert certificate_operations.certify_lot(lot, by=coordinator) == first

    device_of(lot, ready=True)
    second = certificate_operations.certify_lot(lot, by=coordinator)

    assert second != first
    year = timezone.localdate().year % 100
    assert (first.number, second.number) == (f"CE{year}-0001", f"CE{year}-0002")
    states = ErasureCertificate.objects.with_state().order_by("pk")
    assert [made.is_replaced for made in states] == [True, False]
    assert list(ErasureCertificate.objects.standing()) == [second]


def test_the_certificate_of_a_lot_lists_unproven_devices_separately(coordinator, lot):
    proven = device_of(lot, ready=True)
    shredded = device_of(lot, retired=True)
    ErasureFactory(medium=shredded.media.get(), shredded=True)
    write(shredded.media.get(), status="destroyed")
    waiting = device_of(lot, received=True)
    failed = device_of(lot, refurbishing=True)
    ErasureFactory(medium=failed.media.get(), failed=True)
    lost = device_of(lot, lost=True)
    error = device_of(lot, withdrawn=True)
    device_of(lot, category=CategoryFactory(without_data=True))
    now = timezone.now()
    word = device_of(lot, taken_over_at=now, received_at=now - timedelta(days=9))
    attest(word, now)

    certificate = certificate_operations.certify_lot(lot, by=coordinator)

    assert "Erasure certificate: partial (2 of 6)" in text_of(certificate)
    groups = {n: {d["tag"] for d in certificate.content[n]} for n in ("proven", "without")}
    assert groups["proven"] == {proven.asset_tag, shredded.asset_tag}
    assert groups["without"] == {d.asset_tag for d in (waiting, failed, lost)}
    assert [d["tag"] for d in certificate.content["attested"]] == [word.asset_tag]
    assert [d["tag"] for d in certificate.content["withdrawn"]] == [error.asset_tag]
    assert certificate.proofs.count() == 2
    assert tally_of(lot) == (2, 6)
    text = text_of(certificate)
    for words in (
        "2 of 6 proven",
        "Ateliers Belvoir",
        "Devices not covered",
        "Attested, without proof",
        "Its last erasure failed",
        "Lost before it was erased",
        "Entered in error, not in this lot:",
        "Contain no data:",
        "Operator",
    ):
        assert words in text


def test_no_certificate_without_any_proof(coordinator, lot):
    device_of(lot, received=True)
    with pytest.raises(Refused, match="No device of this lot has a proven erasure yet"):
        certificate_operations.certify_lot(lot, by=coordinator)


def test_a_device_that_comes_back_stays_proven_for_its_donor(coordinator, lot):
    device = device_of(lot, erased=True)
    first = certificate_operations.certify_lot(lot, by=coordinator)
    write(device, received_at=timezone.now() + timedelta(seconds=1), needs_erasure=True)

    assert certificate_operations.certify_lot(lot, by=coordinator) == first
    device.refresh_from_db()
    with pytest.raises(Refused, match="This device still has to be erased: a certificate can list"):
        certificate_operations.certify_device(device, by=coordinator)

    later = timezone.now() + timedelta(seconds=5)
    medium = device.media.get()
    ErasureFactory(medium=medium, failed=True, ended_at=later, recorded_at=later)
    assert certificate_operations.certify_lot(lot, by=coordinator) == first


def test_a_certificate_names_the_local_day_of_an_erasure(coordinator, lot):
    """The erasure ended at 23:30 UTC, which is after midnight in Paris."""
    ended = (timezone.now() - timedelta(days=1)).replace(hour=23, minute=30)
    received = ended - timedelta(days=1)
    device = device_of(lot, refurbishing=True, received_at=received)
    ErasureFactory(medium=device.media.get(), ended_at=ended)
    certificate = certificate_operations.certify_lot(lot, by=coordinator)
    local = full_date(timezone.localdate(ended))
    assert local != full_date(ended.date())
    assert facts_of(certificate)["erased_on"] == local


def test_a_failure_in_the_same_stay_is_no_proof(coordinator, lot):
    device = device_of(lot, refurbishing=True)
    now = timezone.now()
    ErasureFactory(medium=device.media.get(), ended_at=now - timedelta(hours=1))
    ErasureFactory(medium=device.media.get(), ended_at=now, failed=True)
    with pytest.raises(Refused, match="No device of this lot has a proven erasure yet"):
        certificate_operations.certify_lot(lot, by=coordinator)
    assert tally_of(lot) == (0, 1)


def test_the_certificate_is_in_the_donors_language_and_its_code_opens_the_public_page(
    coordinator, lot, settings
):
    settings.SITE_URL = "https://rebond.test"
    write(lot.donor, language="fr")
    lot.donor.refresh_from_db()
    device_of(lot, ready=True)
    certificate = draw_certificate(certificate_operations.certify_lot(lot, by=coordinator))
    assert "Certificat d’effacement" in text_of(certificate)
    pdf = certificate.document.read()
    (code,) = codes_of(pdf)
    assert code == f"HTTPS://REBOND.TEST/E/{certificate.token}"
    assert certificate.number not in code


def test_a_long_certificate_is_drawn_by_a_worker(coordinator, lot, monkeypatch):
    enqueued, job = [], jobs.draw_certificate_job
    monkeypatch.setattr(jobs, "MAX_DISKS_DRAWN_AT_ONCE", 0)
    monkeypatch.setattr(jobs, "draw_certificate_job", SimpleNamespace(enqueue=enqueued.append))
    device_of(lot, ready=True)
    certificate = draw_certificate(certificate_operations.certify_lot(lot, by=coordinator))
    assert (certificate.document, enqueued) == (None, [certificate.pk])
    with pytest.raises(Refused, match="being created"):
        certificate_operations.send_certificate(lot, by=coordinator)

    soon, later = (timezone.now() + timedelta(minutes=m) for m in (4, 6))
    assert (jobs.offer_certificates_again(now=soon), jobs.offer_certificates_again(now=later)) == (
        0,
        1,
    )
    job.call(certificate.pk)
    certificate.refresh_from_db()
    assert certificate.document.read().startswith(b"%PDF-")
    assert jobs.offer_certificates_again(now=later + timedelta(days=1)) == 0


def test_a_wrong_certificate_is_revoked_and_issued_again(coordinator, lot):
    device_of(lot, ready=True)
    certificate = certificate_operations.certify_lot(lot, by=coordinator)
    certificate_operations.revoke_certificate(certificate, by=coordinator, why="  wrong   disk ")
    assert certificate.revoked_why == "wrong disk"
    with pytest.raises(Refused, match="already revoked"):
        certificate_operations.revoke_certificate(certificate, by=coordinator, why="again")
    assert certificate_operations.certify_lot(lot, by=coordinator) != certificate
    kinds = [event.kind for event in Event.objects.about(lot)]
    assert kinds == ["donation.certified", "donation.certificate_revoked", "donation.certified"]


def test_the_verifier_is_another_technician(technician, volunteer, site):
    device = DeviceFactory(refurbishing=True, site=site)
    medium = device.media.get()
    facts = {
        "by": technician,
        "method": "ata_sanitize",
        "tool": "hdparm",
        "tool_version": "9",
        "medium_serial": medium.serial,
        "result": "passed",
        "started_at": timezone.now() - timedelta(hours=1),
        "ended_at": timezone.now(),
    }
    with pytest.raises(Refused, match="technician of the association"):
        erasure_operations.record_erasure(medium, verifier=volunteer, **facts)
    with pytest.raises(Exception, match="Leave this empty if nobody verified it"):
        erasure_operations.record_erasure(medium, verifier=technician, **facts)
    assert not medium.erasures.exists()
