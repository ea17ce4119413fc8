"""Pages of erasure certificates: for staff, and the public page."""

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from core.qr import certificate_address
from donations.models import Letter
from inventory.erasure.operations import certificates as certificate_operations
from inventory.erasure.views import MAX_REQUESTS
from inventory.models import ErasureCertificate
from tests.cases import level_of, tried
from tests.factories import (
    DeviceFactory,
    DonationFactory,
    DonorFactory,
    ErasureCertificateFactory,
    IdentityFactory,
    UserFactory,
)


@pytest.fixture
def lot(site):
    donor = DonorFactory(company=True, name="Ateliers Belvoir", email="awa@belvoir.test")
    lot = DonationFactory(received=True, site=site, donor=donor)
    DeviceFactory(ready=True, donation=lot, site=site)
    return lot


@pytest.fixture
def of_device(site):
    return ErasureCertificateFactory(device=DeviceFactory(ready=True, site=site))


def public(token):
    return Client().get(f"/E/{token}")


def test_a_technician_prints_the_certificate_of_a_device(sign_in, technician, site):
    device = DeviceFactory(ready=True, site=site)
    answer = sign_in(technician).post(reverse("device_certify", args=[device.pk]))
    assert answer.headers["Content-Type"] == "application/pdf"
    again = sign_in(technician).post(reverse("device_certify", args=[device.pk]))
    assert again.content == answer.content
    assert ErasureCertificate.objects.count() == 1


def test_unproven_media_are_listed(sign_in, technician, site):
    device = DeviceFactory(refurbishing=True, site=site)
    path = reverse("device_certify", args=[device.pk])
    answer = sign_in(technician).post(path)
    assert level_of(answer) == "danger"
    assert not ErasureCertificate.objects.exists()


def test_the_certificate_of_a_lot_needs_permission_to_see_donors(
    sign_in, technician, coordinator, lot
):
    path = reverse("lot_certify", args=[lot.pk])
    assert sign_in(technician).post(path).status_code == 403
    assert sign_in(coordinator).post(path).headers["Content-Type"] == "application/pdf"
    file = reverse("certificate_file", args=[ErasureCertificate.objects.get().pk])
    assert sign_in(technician).get(file).status_code == 404
    assert sign_in(coordinator).get(file).status_code == 200


def test_a_certificate_is_mailed_once(
    sign_in, coordinator, lot, mailoutbox, django_capture_on_commit_callbacks
):
    visitor = sign_in(coordinator)
    with django_capture_on_commit_callbacks(execute=True):
        visitor.post(reverse("certificate_send", args=[lot.pk]))
    certificate = ErasureCertificate.objects.get()
    (mail,) = mailoutbox
    assert mail.to == ["awa@belvoir.test"]
    assert mail.attachments[0][0] == f"{certificate.number}.pdf"
    visitor.post(reverse("certificate_send", args=[lot.pk]))
    assert Letter.objects.get().paper == certificate.number
    page = visitor.get(lot.get_absolute_url()).content.decode()
    assert reverse("certificate_file", args=[certificate.pk]) in page


def test_the_certificate_of_a_device_of_another_site_is_a_404(sign_in, of_device):
    visitor = sign_in(UserFactory(technician=True))
    assert visitor.get(reverse("certificate_file", args=[of_device.pk])).status_code == 404


# --- The public page ------------------------------------------------------------------------------
def test_the_public_page_shows_validity_without_personal_data(of_device):
    IdentityFactory(id=1)
    proof = of_device.proofs.get().erasure
    answer = public(of_device.token)
    text = answer.content.decode()
    assert answer.status_code == 200
    assert "Valable" in text
    assert "purge" in text
    assert answer.context["seen"]["on_word"] == 1
    assert "Dont sur déclaration d’un technicien" in text
    assert f"••••{proof.medium_serial[-4:]}" in text
    device = of_device.device
    named = [
        *(of_device.number, device.asset_tag, device.serial, proof.medium_serial),
        *(proof.operator.name, of_device.by.name, str(device.category), of_device.token),
        *("csrfmiddlewaretoken", reverse("device_detail", args=[device.pk])),
    ]
    assert [word for word in named if word in text] == []


def test_the_public_page_is_not_cached_indexed_or_sent_as_referrer(of_device):
    for token in (of_device.token, "A" * 26):
        answer = public(token)
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert answer.headers["Cache-Control"] == "no-store, private"
        assert answer.headers["X-Robots-Tag"] == "noindex, nofollow, noarchive"
        assert not answer.cookies
        assert "https://" not in answer.content.decode()


def test_an_unknown_code_has_an_indistinguishable_page(of_device):
    for token in ("A" * 26, "x", "CE26-0001", "%27OR%201=1", "A" * 64, "É" * 26, "CE00-0000"):
        with tried(token):
            unknown, other = public(token), public("Z" * 26)
            assert unknown.status_code == other.status_code == 404
            assert unknown.content == other.content


def test_the_certificate_number_does_not_open_the_public_page(of_device):
    assert public(of_device.number).status_code == 404
    assert public(of_device.token.lower()).status_code == 200


def test_the_public_page_shows_replaced_and_revoked(of_device, coordinator):
    twin = ErasureCertificateFactory(device=of_device.device)
    assert "plus récent le remplace" in public(of_device.token).content.decode()
    assert "Valable" in public(twin.token).content.decode()
    certificate_operations.revoke_certificate(twin, by=coordinator, why="le mauvais disque")
    text = public(twin.token).content.decode()
    assert "n’est pas valable" in text
    assert "le mauvais disque" not in text
    assert "••••" not in text
    assert "plus récent" not in public(of_device.token).content.decode()


def test_certificate_lookups_are_rate_limited(of_device, still_clock):
    for _time in range(MAX_REQUESTS):
        public("A" * 26)
    existing, unknown = public(of_device.token), public("B" * 26)
    assert existing.status_code == unknown.status_code == 429
    assert existing.content == unknown.content


def test_a_returned_device_does_not_invalidate_its_certificate(of_device):
    before = public(of_device.token).content
    device = of_device.device
    device.transition_to("refurbishing")
    device.transition_to("received")
    assert public(of_device.token).content == before


def test_the_scan_box_opens_the_device_for_our_team(sign_in, volunteer, of_device):
    for by in ("address", "number", "paper"):
        with tried(by):
            codes = {
                "address": certificate_address(of_device.token),
                "number": of_device.number.lower(),
                "paper": f"{settings.SITE_URL}/D/{of_device.number}".upper(),
            }
            answer = sign_in(volunteer).get(reverse("scan"), {"code": codes[by]})
            assert answer.url == of_device.device.get_absolute_url()


def test_the_certificate_url_opens_the_lot_for_our_team_and_the_public_page_for_others(
    sign_in, coordinator, association, lot
):
    certificate = certificate_operations.certify_lot(lot, by=coordinator)
    assert sign_in(coordinator).get(f"/E/{certificate.token}").url == lot.get_absolute_url()
    assert sign_in(association).get(f"/E/{certificate.token}").status_code == 200


@pytest.mark.usefixtures("unrendered")
def test_its_code_is_not_attached_to_a_device(sign_in, volunteer, of_device, site):
    other = DeviceFactory(site=site)
    path = reverse("device_attach", args=[other.pk])
    for code in (certificate_address(of_device.token), of_device.number):
        assert sign_in(volunteer).post(path, {"code": code}).context["form"].errors
