"""If a paper cannot be rendered, its signature is kept; rendering is retried, then reported."""

import pytest
from django.urls import reverse

from core.pdf import render as pdf
from loans.agreements.signing import SENT_BY_SCRIPT

pytestmark = pytest.mark.papers


class Broken:
    """A WeasyPrint that fails a number of times before it renders."""

    def __init__(self, times):
        self.times, self.true = times, pdf._weasyprint

    def __call__(self):
        self.times -= 1
        if self.times >= 0:
            raise OSError("cannot load the fonts")
        return self.true()


@pytest.fixture
def sign(issued, sign_in, counter, signature):
    visitor, path = sign_in(counter), reverse("agreement_sign", args=[issued.pk])
    return lambda **more: visitor.post(path, {"signature": signature}, **more)


def test_a_drawing_is_retried_once_and_after_a_second_failure_the_signature_stays_in_the_form(
    no_annex, issued, sign, signature, monkeypatch
):
    broken = Broken(99)
    monkeypatch.setattr(pdf, "_weasyprint", broken)
    answer = sign()
    assert answer.status_code == 200
    assert answer.context["form"]["signature"].value() == signature
    assert "signature" in str(answer.context["form"].non_field_errors())
    assert sign(headers={SENT_BY_SCRIPT: "1"}).status_code == 422
    issued.refresh_from_db()
    assert issued.status == "issued"
    broken.times = 1
    assert sign().status_code == 302
    issued.refresh_from_db()
    assert issued.status == "signed"
