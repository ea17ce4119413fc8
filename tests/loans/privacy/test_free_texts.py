"""Every free-text column about people is registered for review and anonymisation."""

from django.apps import apps
from django.db import models

from core.folding import FoldedField
from loans.models import Mandate
from people.models import Guardian, Recipient
from people.privacy.anonymisation import TEXTS

# Columns written by the application: numbers, codes, hashes, ids.
OURS = {
    "code_hash", "data", "iccid", "kind", "language", "last_digits", "month",
    "number", "put_off", "sealed_with", "token", "token_hash",
    "worker_phone",  # the referring worker
}  # fmt: skip
# Models that describe the person, which are blanked by their own code.
THE_PERSON = {Recipient, Guardian, Mandate}


def leads_to_a_person(model, seen=frozenset()):
    near = {
        field.related_model
        for field in model._meta.concrete_fields
        if field.is_relation and field.related_model._meta.app_label in {"loans", "people"}
    }
    return Recipient in near or any(
        leads_to_a_person(other, seen | {model}) for other in near - seen - {model}
    )


def test_each_free_text_about_a_person_is_blanked_with_them():
    """A new column belongs in `loans.privacy.anonymisation.TEXTS`, or in `OURS`."""
    beside = {
        f"{model._meta.label_lower}.{field.name}"
        for model in apps.get_models()
        if model not in THE_PERSON and leads_to_a_person(model)
        for field in model._meta.concrete_fields
        if isinstance(field, models.CharField | models.TextField | models.JSONField)
        and not field.choices
        and not isinstance(field, FoldedField)  # the database derives it from its source columns
        and field.name not in OURS
        and not field.name.endswith("sha256")
    }
    assert beside - set(TEXTS) == set()
    assert {code for code, text in TEXTS.items() if not text.names} <= beside
