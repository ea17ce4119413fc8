"""Database rules of retention periods and of erased texts."""

from datetime import timedelta

import pytest
from django.utils import timezone

from core.workflow.guards import FORGOTTEN
from people.models import Retention
from tests.factories import (
    AmendmentFactory,
    DocumentFactory,
    FollowUpFactory,
    LoanFactory,
    RenewalFactory,
    RepairFactory,
    RetentionFactory,
    ReturnLineFactory,
)
from tests.law import copy, delete, refused, write
from tests.visits import undone

pytestmark = pytest.mark.django_db
LAST_TEXTS = {
    "loans_followup_note_kept": (lambda: FollowUpFactory(done=True, note="Ada."), "note"),
    "loans_returnline_note_kept": (lambda: ReturnLineFactory(done=True, note="Ada."), "note"),
    "loans_amendment_words_kept": (lambda: AmendmentFactory(words="Ada."), "words"),
    "loans_renewal_refusal_kept": (lambda: RenewalFactory(refused=True), "refusal"),
    "inventory_repair_reported_kept": (
        lambda: RepairFactory(fixed=True, reported="Ada."),
        "reported",
    ),
    "inventory_repair_found_kept": (lambda: RepairFactory(fixed=True, found="Ada."), "found"),
    "inventory_repair_done_kept": (lambda: RepairFactory(fixed=True, done="Ada."), "done"),
    "loans_loan_former_agreement_kept": (
        lambda: LoanFactory(active=True, taken_over_at=timezone.now(), former_agreement="Ada"),
        "former_agreement",
    ),
}


def test_a_frozen_text_may_be_blanked_but_not_changed():
    for rule in LAST_TEXTS:
        with undone():
            make, name = LAST_TEXTS[rule]
            row = make()
            with refused(rule):
                write(row, **{name: "Said otherwise."})
            assert write(row, **{name: FORGOTTEN}) == 1, rule


def test_retention_settings_are_a_singleton():
    terms = RetentionFactory()
    with refused("people_retention_only_one"):
        copy(terms, id=2)
    with refused("people_retention_kept"):
        delete(terms)


def test_a_retention_period_is_within_limits():
    for name in [name for name in Retention.TERMS if name != "officer"]:
        with undone():
            terms = RetentionFactory()
            with refused("people_retention_within"):
                write(terms, **{name: 200})


def test_an_archived_document_stays_archived():
    today = timezone.localdate()
    document = DocumentFactory()
    write(document, kept_until=today)
    for other in (None, today + timedelta(days=1)):
        with refused("core_document_stays_apart"):
            write(document, kept_until=other)
    assert write(document, file="", purged_at=timezone.now()) == 1
