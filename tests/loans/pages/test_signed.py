"""After the signature: the agreement to print, a copy to send, the next person."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.factories import AgreementFactory, AppointmentFactory, LoanFactory
from tests.loans.conftest import sign


@pytest.fixture
def visitor(sign_in, counter):
    return sign_in(counter)


@pytest.fixture
def loan(issued, counter):
    sign(issued, counter, b"%PDF-1.7 signed")
    return issued.loan


def test_after_signing_the_page_offers_printing_the_next_hand_over_and_a_copy_by_mail(
    visitor, loan, issued, mailoutbox, django_capture_on_commit_callbacks, settings
):
    page = visitor.get(reverse("loan_signed", args=[loan.pk])).content.decode()
    assert reverse("agreement_file", args=[issued.pk]) in page
    assert f'action="{reverse("loan_new")}"' in page
    path = reverse("loan_copy", args=[loan.pk])
    answer = visitor.post(path, {"email": "awa@"})
    assert answer.context["copy"]["email"].value() == "awa@"
    assert answer.context["copy"].errors
    for _time in range(2):
        with django_capture_on_commit_callbacks(execute=True):
            visitor.post(path, {"email": "awa@example.org"})
    loan.recipient.refresh_from_db()
    assert loan.recipient.email == "awa@example.org"
    assert [letter.to for letter in mailoutbox] == [["awa@example.org"]] * 2
    assert mailoutbox[0].attachments[0][1] == b"%PDF-1.7 signed"
    signed = reverse("loan_signed", args=[loan.pk])
    assert "Une copie est partie par e-mail" in visitor.get(signed).text
    settings.EMAIL_BACKEND = "core.operating.no_mail.EmailBackend"
    page = visitor.get(signed).text
    assert "Aucun e-mail ne part d’ici" in page
    assert reverse("loan_copy", args=[loan.pk]) not in page
    assert "Une copie est partie" not in page


def test_the_next_appointment_of_today_is_one_tap_away(visitor, loan, site, time_machine):
    noon = timezone.localtime().replace(hour=12, minute=0)
    time_machine.move_to(noon, tick=False)
    waiting = LoanFactory(prepared=True, site=site)
    AppointmentFactory(site=site, starts_at=noon + timedelta(hours=2), loan=waiting, request=None)
    AppointmentFactory(site=site, starts_at=noon + timedelta(days=1))
    page = visitor.get(reverse("loan_signed", args=[loan.pk]))
    assert page.context["next_visit"].loan == waiting
    assert f'href="{waiting.counter_url}"' in page.content.decode()
    assert "Une personne sans rendez-vous" in page.content.decode()


def test_a_loan_without_a_signature_redirects_to_its_page(visitor, site):
    loan = LoanFactory(active=True, site=site)
    assert visitor.get(reverse("loan_signed", args=[loan.pk])).url == loan.get_absolute_url()


def test_a_loan_lists_the_agreement_that_waits_though_it_is_not_drawn(visitor, site):
    prepared = LoanFactory(site=site)
    waiting = AgreementFactory(loan=prepared)
    AgreementFactory(loan=prepared, declined=True)
    page = visitor.get(prepared.get_absolute_url())
    assert list(page.context["agreements"]) == [waiting]
