"""The page of a move names the columns, words and rows that wait or are left out."""

import pytest
from django.urls import reverse

from core.imports.kinds import reason_key
from modules.legacy_import.lines import NO_HOLDER

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("house")]

HEAD = "N° PC;Type;Statut;Nom;Prêté le;À rendre le;Couleur"
ROWS = [
    "P-1;laptop;prêté;Kerjean;02/10/2024;02/10/2099;gris",
    "P-2;laptop;prêté;;02/10/2024;02/10/2099;gris",
    "P-3;laptop;parti;Corre;02/10/2024;02/10/2099;",
]


@pytest.fixture
def sent(move):
    one = move("spreadsheet")
    one.send(prets="\n".join([HEAD, *ROWS]))
    one.confirm("register")
    return one


def file_page(one):
    batch = one.migration.files.get().batch
    return batch, one.client.get(batch.get_absolute_url())


def test_unread_columns_are_named_before_going_live(sent):
    page = sent.page()

    assert page.context["files"][0].unread == ["Couleur"]
    assert "Couleur." in page.content.decode()


def test_rows_left_out_are_not_called_refused(sent):
    sent.choose("register", leave_out=reason_key(NO_HOLDER))

    page = sent.page()

    assert page.context["left"].left_out == 1
    assert "1 ligne ignorée" in page.context["files"][0].counts
    assert "1 ligne ignorée, comme vous l’avez choisi" in page.content.decode()


def test_a_word_without_an_answer_is_a_question_on_the_page_of_the_file(sent):
    _batch, page = file_page(sent)

    form = page.context["columns_form"]
    assert [field.name for field, _answers in form.questions_at_the_top()] == ["status:parti"]
    assert "parti" in form["status:parti"].label
    assert page.content.decode().count('name="status:parti"') == 1
    sent.choose("register", **{"status:parti": "on_loan"})
    _batch, page = file_page(sent)
    assert list(page.context["columns_form"].questions_at_the_top()) == []


def test_a_discarded_move_says_nothing_of_answers(sent):
    assert any("réponse" in line for line in sent.page().context["files"][0].undecided)

    sent.client.post(reverse("migration_drop", args=[sent.pk]))

    assert sent.page().context["files"][0].undecided == []
