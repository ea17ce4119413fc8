"""A text of agreements is previewed as the paper it makes, and nothing comes of it."""

import pytest
from django.urls import reverse

from core.models import Document, Sequence
from loans.models import Agreement, AgreementText, Loan
from people.models import Organisation, Recipient
from tests.factories import CategoryFactory, LanguageFactory
from tests.leaks import words_of

pytestmark = pytest.mark.papers

BODY = (
    "## En bref\n\n- Vous rendez tout le {due_date}.\n\n## Le soin\n\nPrenez-en soin, {borrower}."
)


@pytest.fixture
def preview(reference, sign_in, coordinator):
    """What sends a text to be seen as a paper, and gives the words of that."""
    client = sign_in(coordinator)

    def send(*address, body=BODY):
        path = reverse("agreementtext_edit", args=address)
        answer = client.post(path, {"body": body, "preview": "paper"})
        assert answer["Content-Type"] == "application/pdf"
        return words_of(answer.content)

    return send


def test_a_specimen_has_invented_data_and_a_mark_on_each_page(preview):
    text = preview("loan", "family", "fr")
    assert all(words in text for words in ["En bref", "Le soin", "Prénom Nom", "RB00000000"])
    assert "{" not in text
    assert text.count("EXEMPLE") > 2


def test_nothing_is_stored_and_no_number_is_taken(preview):
    nouns = [Agreement, AgreementText, Document, Sequence, Loan, Organisation, Recipient]
    before = [list(noun.objects.values()) for noun in nouns]
    preview("loan", "staff", "fr")
    assert [list(noun.objects.values()) for noun in nouns] == before


def test_each_kind_of_text_makes_its_own_paper(preview):
    for kind, audience, title in [
        ("loan", "staff", "Prêt de matériel"),
        ("gift", "family", "Don de matériel"),
        ("sale", "family", "20,00"),
        ("three_party", "staff", "trois parties"),
    ]:
        assert title in preview(kind, audience, "fr")


def test_clauses_of_a_category_are_shown_in_the_text_of_families(preview):
    CategoryFactory(code="drone")
    text = preview("category", "drone", "fr", body="## Le drone\n\nNe volez pas la nuit.")
    assert "Le drone" in text
    assert "Prêt de matériel" in text


def test_another_language_is_shown_beside_french(preview):
    language = LanguageFactory(arabic=True)
    text = preview("loan", "family", language.code)
    assert "Prêt de matériel" in text
    assert "En bref" in text


def test_an_unknown_placeholder_is_refused_before_drawing(sign_in, coordinator, db):
    path = reverse("agreementtext_edit", args=("loan", "family", "fr"))
    answer = sign_in(coordinator).post(path, {"body": "## A\n\n{nobody}", "preview": "paper"})
    assert answer.status_code == 200
    assert answer["Content-Type"].startswith("text/html")
    assert "{nobody}" in answer.content.decode()
