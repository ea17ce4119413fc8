"""After the signature: the agreement to print, a copy to send, the next person."""

import pytest
from django.urls import reverse

from tests.factories import LoanFactory
from tests.loans.conftest import sign


@pytest.fixture
def visitor(sign_in, counter):
    return sign_in(counter)


@pytest.fixture
def loan(issued, counter):
    sign(issued, counter, b"%PDF-1.7 signed")
    return issued.loan


def test_after_signing_the_page_offers_printing_and_the_next_hand_over(visitor, loan, issued):
    page = visitor.get(reverse("loan_signed", args=[loan.pk])).content.decode()
    assert reverse("agreement_file", args=[issued.pk]) in page
    assert f'href="{reverse("home")}"' in page


def test_a_copy_is_mailed_and_the_address_saved(
    visitor, loan, mailoutbox, django_capture_on_commit_callbacks
):
    path = reverse("loan_copy", args=[loan.pk])
    for _time in range(2):
        with django_capture_on_commit_callbacks(execute=True):
            visitor.post(path, {"email": "awa@example.org"})
    loan.recipient.refresh_from_db()
    assert loan.recipient.email == "awa@example.org"
    assert [letter.to for letter in mailoutbox] == [["awa@example.org"]] * 2
    assert mailoutbox[0].attachments[0][1] == b"%PDF-1.7 signed"


def test_an_invalid_email_is_refused_and_kept_in_its_field(visitor, loan):
    answer = visitor.post(reverse("loan_copy", args=[loan.pk]), {"email": "awa@"})
    assert answer.context["copy"]["email"].value() == "awa@"
    assert answer.context["copy"].errors


def test_a_loan_without_a_signature_redirects_to_its_page(visitor, site):
    loan = LoanFactory(active=True, site=site)
    assert visitor.get(reverse("loan_signed", args=[loan.pk])).url == loan.get_absolute_url()
