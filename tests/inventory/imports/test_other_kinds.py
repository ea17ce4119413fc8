"""A model that names another kind than the category of its row is asked about once."""

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
