"""The page behind the code of an agreement: genuine or not, and nothing else."""

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


def test_the_public_page_shows_validity_only(signed):
    answer = Client().get(page_of(signed.token.upper()))
    text = answer.content.decode()
    assert answer.status_code == 200
    assert "Authentique" in text
    assert signed.sha256 in text
    assert not any(word in text for word in [signed.number, "Kerjean", signed.loan.number])
    assert leaks(text_of(answer)) == []
    assert answer["Cache-Control"] == "no-store, private"
    assert "noindex" in answer["X-Robots-Tag"]
    assert answer["Referrer-Policy"] == "no-referrer"


def test_the_page_of_the_loan_leaves_the_hash_to_who_checks_a_paper(signed, sign_in, counter):
    page = sign_in(counter).get(signed.loan.get_absolute_url()).content.decode()
    assert signed.number in page
    assert signed.sha256 not in page


def test_unknown_and_unsigned_codes_look_the_same(issued):
    unknown, unsigned = (Client().get(page_of(token)) for token in ("0" * 32, issued.token))
    assert unknown.status_code == unsigned.status_code == 404
    assert unknown.content == unsigned.content
    assert Client().get(page_of(issued.number)).status_code == 404


@pytest.mark.parametrize(("content", "verdict"), [(PDF, "same"), (PDF + b" ", "other")])
def test_an_uploaded_file_is_compared_and_not_stored(signed, content, verdict, settings):
    before = list_of(settings.MEDIA_ROOT)
    upload = SimpleUploadedFile("a.pdf", content)
    answer = Client().post(page_of(signed.token), {"file": upload})
    assert answer.context["verdict"] == verdict
    assert list_of(settings.MEDIA_ROOT) == before


def list_of(folder):
    from pathlib import Path

    return sorted(str(path) for path in Path(folder).rglob("*"))


def test_verification_is_rate_limited(signed, still_clock, monkeypatch):
    monkeypatch.setattr(verification, "MAX_CHECKS", 2)
    statuses = [Client().get(page_of(token)).status_code for token in ("0" * 32,) * 3]
    assert statuses == [404, 404, 429]


def test_our_team_is_redirected_to_the_loan(signed, issued, sign_in, counter):
    answer = sign_in(counter).get(page_of(signed.token))
    assert (answer.status_code, answer.url) == (302, signed.loan.counter_url)


def test_another_association_sees_the_public_page(signed, sign_in, other_association):
    answer = sign_in(other_association).get(page_of(signed.token))
    assert answer.status_code == 200
    assert signed.loan.number not in answer.content.decode()
