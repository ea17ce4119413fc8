"""An agreement in large print, and the page that reads it aloud."""

import pypdfium2
import pytest
from django.template.loader import render_to_string
from django.urls import reverse

from core.models import Event
from loans.base.own_page import OwnPage
from modules.equipment_features.lifecycle import Feature
from modules.equipment_features.panels import SIGNER, of_own_page
from tests.factories import AgreementTextFactory, LoanFactory, LoanItemFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


@pytest.fixture
def loan():
    loan = LoanFactory(active=True, recipient__family=True)
    AgreementTextFactory(language=loan.recipient.language)
    LoanItemFactory(open=True, loan=loan)
    return loan


def text_of(content):
    with pypdfium2.PdfDocument(content) as pdf:
        texts = [page.get_textpage().get_text_range() for page in pdf]
    return " ".join(texts)


def test_the_team_prints_it_and_hears_it(loan, sign_in):
    client = sign_in(UserFactory(counter=True, sites=[loan.site]))
    assert reverse("feature_print", args=[loan.pk]) in client.get(loan.get_absolute_url()).text
    text = text_of(client.get(reverse("feature_print", args=[loan.pk])).content)
    assert loan.recipient.last_name in text
    assert loan.items.get().device.asset_tag in text
    aloud = client.get(reverse("feature_aloud", args=[loan.pk]))["Location"]
    assert aloud.startswith("/listen/loan/family/")  # on the address that the visitor uses
    assert loan.recipient.last_name not in aloud


def test_the_person_reads_it_by_their_own_page(loan, client, monkeypatch):
    pages = [OwnPage(lambda person, number: "https://rebond.example.org/m/1/", "")]
    monkeypatch.setattr("loans.base.own_page.OWN_PAGES", pages)
    token = SIGNER.sign(f"{loan.recipient_id}-{loan.number}")
    answer = client.get(reverse("own_feature_print", args=[token]))
    assert loan.items.get().device.asset_tag in text_of(answer.content)
    assert "noindex" in answer["X-Robots-Tag"]
    aloud = client.get(reverse("own_feature_aloud", args=[token]))["Location"]
    assert aloud.startswith("/listen/loan/family/")
    other = LoanFactory(active=True)
    token = SIGNER.sign(f"{loan.recipient_id}-{other.number}")
    assert client.get(reverse("own_feature_print", args=[token])).status_code == 404
    assert not Event.objects.about(other).filter(kind="agreement.read").exists()


def test_a_loan_without_a_text_says_so(loan, sign_in):
    loan.recipient.language = "en"
    loan.recipient.save()
    client = sign_in(UserFactory(counter=True, sites=[loan.site]))
    page = client.get(reverse("feature_print", args=[loan.pk]), follow=True)
    assert "There is no text for" in page.text or "Il n’y a pas de texte" in page.text


def test_the_own_page_leads_to_both_while_a_loan_is_under_way(loan):
    shown = render_to_string("equipment_features/_own.html", of_own_page(None, loan.recipient))
    assert f"To read or listen to · {loan}" in shown
    assert shown.count('aria-pressed="false"') == len(Feature)
