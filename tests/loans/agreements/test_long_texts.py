"""A text whose paper would take too long to render is refused when it is saved."""

import json
from pathlib import Path

from django.conf import settings
from django.urls import reverse

from loans.agreements.operations.texts import MAX_TEXT_BLOCKS
from loans.base.clauses import blocks_in


def test_a_too_long_text_is_neither_drawn_nor_saved(sign_in, coordinator, texts, monkeypatch):
    monkeypatch.setattr("core.pdf.render.call_apart", None)  # nothing is rendered
    path, visitor = (
        reverse("agreementtext_edit", args=["loan", "family", "fr"]),
        sign_in(coordinator),
    )
    body = "## Titre\n\n" + "- a\n" * (MAX_TEXT_BLOCKS + 1)
    for preview in ({}, {"preview": "paper"}):
        answer = visitor.post(path, {"version": texts[0].version, "body": body} | preview)
        assert answer.status_code == 200
        assert str(MAX_TEXT_BLOCKS) in " ".join(answer.context["form"].errors["body"])
        assert answer.context["form"]["body"].value() == body


def test_our_own_texts_are_far_from_the_limit():
    rows = json.loads((Path(settings.BASE_DIR) / "fixtures" / "agreement_texts.json").read_text())
    assert max(blocks_in(row["fields"]["body"]) for row in rows) < MAX_TEXT_BLOCKS / 4
