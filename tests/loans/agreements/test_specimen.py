"""The text of an agreement is previewed as a paper, and nothing is stored."""

import pytest
from django.urls import reverse

from core.models import Document, Sequence
from core.pdf import render
from loans.models import Agreement, AgreementText, Loan
from people.models import Organisation, Recipient
from tests.drawing import NoPages
from tests.factories import CategoryFactory, LanguageFactory
from tests.leaks import words_of

BODY = (
    "## En bref\n\n- Vous rendez tout le {due_date}.\n\n## Le soin\n\nPrenez-en soin, {borrower}."
)


@pytest.fixture
def send(reference, sign_in, coordinator):
    """Factory `send(*address)`, which submits a text to be previewed as a paper."""
    client = sign_in(coordinator)

    def send(*address, body=BODY):
        path = reverse("agreementtext_edit", args=address)
        answer = client.post(path, {"body": body, "preview": "paper"})
        assert answer["Content-Type"] == "application/pdf"
        return answer.content

    return send


@pytest.fixture
def written(monkeypatch):
    """The HTML of each paper and of its shared pages, which are not rendered."""
    pages = []

    def write(html, *_args, **_more):
        pages.append(html)
        return b"%PDF-"

    def share(html, *_args, **_more):
        pages.append(html)
        return NoPages()

    monkeypatch.setattr(render, "_write", write)
    monkeypatch.setattr(render, "shared_pages", share)
    return pages


@pytest.mark.papers
def test_a_specimen_beside_french_has_invented_data_and_a_mark_on_each_page_and_stores_nothing(
    send,
):
    language = LanguageFactory(arabic=True)
    nouns = [Agreement, AgreementText, Document, Sequence, Loan, Organisation, Recipient]
    before = [list(noun.objects.values()) for noun in nouns]
    text = words_of(send("loan", "family", language.code))
    for words in ("Prêt de matériel", "En bref", "Le soin", "Prénom Nom", "RB00000000"):
        assert words in text
    assert "{" not in text
    assert text.count("EXEMPLE") > 2
    assert [list(noun.objects.values()) for noun in nouns] == before


def test_each_kind_of_text_makes_its_own_paper(send, written):
    CategoryFactory(code="drone")
    for kind, audience, title in [
        ("loan", "staff", "Prêt de matériel"),
        ("gift", "family", "Don de matériel"),
        ("sale", "family", "20,00"),
        ("three_party", "staff", "trois parties"),
        ("category", "drone", "Prêt de matériel"),
    ]:
        written.clear()
        body = BODY if kind != "category" else "## Le drone\n\nNe volez pas la nuit."
        send(kind, audience, "fr", body=body)
        assert title in " ".join(written), kind
    assert "Le drone" in " ".join(written)


def test_an_unknown_placeholder_is_refused_before_drawing(sign_in, coordinator, db):
    path = reverse("agreementtext_edit", args=("loan", "family", "fr"))
    answer = sign_in(coordinator).post(path, {"body": "## A\n\n{nobody}", "preview": "paper"})
    text = answer.content.decode()
    assert "<p>⚠ {nobody} ⚠</p>" in text
    assert "{nobody}" in text.split("data-editor")[1].split("data-part")[0]  # seen with the editor
    assert answer.status_code == 200
    assert answer["Content-Type"].startswith("text/html")
    assert "{nobody}" in answer.content.decode()
