"""Questions about models and phones of another kind, and about parts of a column."""

import pytest

from core.imports.sheets import read_list
from inventory.imports import check as checks
from inventory.imports.doubts import ANSWERED, MODELS, SKIPPED
from inventory.imports.questions import answers_of, question_of
from tests.factories import CategoryFactory, DonationFactory
from tests.inventory.lists import csv_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
MODEL = "Tablet ZX9"


@pytest.mark.parametrize(
    ("answer", "verdict", "category"),
    [("", "good", "laptop"), ("tablet", "good", "tablet"), (SKIPPED, "refused", "")],
)
def test_the_answer_about_a_model_changes_or_skips_its_rows(
    coordinator, site, answer, verdict, category
):
    for code, name in (("laptop", "Laptop"), ("tablet", "Tablet")):
        CategoryFactory(code=code, names__en=name)
    source = read_list(
        "list.csv", csv_of(["Type", "Make", "Model", "S/N"], ["Laptop", "Zeta", MODEL, "A1B2C3D"])
    )
    batch = checks.receive_list(
        DonationFactory(received=True, site=site), by=coordinator, source=source
    )

    [doubt] = batch.reading["doubts"]
    assert batch.rows.get().verdict == "waiting"
    assert "“ZX9”" in question_of(doubt, batch.list_kind)
    assert "Skipped: these rows stay only in the list." in answers_of(doubt, batch.list_kind)

    options = {ANSWERED: [doubt["key"]], MODELS: {doubt["about"]: answer} if answer else {}}
    checks.remap(batch, by=coordinator, mapping=batch.mapping, options=options)

    row = batch.rows.get()
    checks.set_verdicts(batch, [row])
    assert row.verdict == verdict
    assert not category or row.outcome.draft.category.code == category


def words_of(rows, coordinator, site):
    """Return the question about a list of these rows and the consequences of its answers."""
    for code in ("laptop", "phone"):
        CategoryFactory(code=code)
    donation = DonationFactory(received=True, site=site)
    source = read_list("list.csv", csv_of(*rows))
    batch = checks.receive_list(donation, by=coordinator, source=source)
    [doubt] = batch.reading["doubts"]
    return question_of(doubt, batch.list_kind), list(answers_of(doubt, batch.list_kind))


def test_a_size_in_a_remark_does_not_count_as_imported(coordinator, site):
    rows = [["Laptop", "A1B2C3D", "8", "256"], ["Laptop", "A1B2C3E", "256", "8"]]
    question, answers = words_of([["Type", "Serial", "RAM", "Disk"], *rows], coordinator, site)

    assert question == "What is in the column “RAM”?"
    assert "“memory”: the column is imported without these parts (rows: 1)." in answers
    assert not any("filled in" in answer for answer in answers)


def test_the_question_about_phones_has_its_reason(coordinator, site):
    rows = [["Type", "Make"], ["Laptop", "Zeta"], ["Phone", "Alcatel"]]
    question, answers = words_of(rows, coordinator, site)

    assert question == "Are the “Type = Phone” rows mobile phones (1)? No row says so."
    assert "Devices to receive: these rows are imported (1)." in answers
