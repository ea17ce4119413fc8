"""The public page behind the QR code of an agreement says only whether it is genuine."""

from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from loans.agreements import views as verification
from tests.leaks import leaks, text_of
from tests.loans.conftest import sign

PDF = b"%PDF-1.7 the very file"


@pytest.fixture
def signed(issued, counter):
    return sign(issued, counter, PDF)


def page_of(token):
    return reverse("agreement_check", args=[token])


def test_the_public_page_shows_validity_only(signed, sign_in, counter, other_association):
    stranger = Client().get(page_of(signed.token.upper()))
    for answer in (stranger, sign_in(other_association).get(page_of(signed.token))):
        text = answer.content.decode()
        assert answer.status_code == 200
        assert "Authentique" in text
        assert signed.sha256 in text
        assert not any(word in text for word in [signed.number, "Kerjean", signed.loan.number])
    assert leaks(text_of(stranger)) == []
    assert stranger["Cache-Control"] == "no-store, private"
    assert "noindex" in stranger["X-Robots-Tag"]
    assert stranger["Referrer-Policy"] == "no-referrer"
    ours = sign_in(counter)
    assert ours.get(page_of(signed.token)).url == signed.loan.counter_url
    page = ours.get(signed.loan.get_absolute_url()).content.decode()
    assert signed.number in page
    assert signed.sha256 not in page


def test_unknown_and_unsigned_codes_look_the_same(issued):
    unknown, unsigned = (Client().get(page_of(token)) for token in ("0" * 32, issued.token))
    assert unknown.status_code == unsigned.status_code == 404
    assert unknown.content == unsigned.content
    assert Client().get(page_of(issued.number)).status_code == 404


def test_verification_is_rate_limited(unrendered, db, still_clock, monkeypatch):
    monkeypatch.setattr(verification, "MAX_CHECKS", 2)
    statuses = [Client().get(page_of(token)).status_code for token in ("0" * 32,) * 3]
    assert statuses == [404, 404, 429]


def test_an_uploaded_file_is_compared_and_not_stored(unrendered, signed, settings):
    before = sorted(Path(settings.MEDIA_ROOT).rglob("*"))
    for content, verdict in ((PDF, "same"), (PDF + b" ", "other")):
        upload = SimpleUploadedFile("a.pdf", content)
        answer = Client().post(page_of(signed.token), {"file": upload})
        assert answer.context["verdict"] == verdict
    assert sorted(Path(settings.MEDIA_ROOT).rglob("*")) == before
