"""A plain sqlite3 shell cannot overwrite rows with a history by INSERT OR REPLACE.

In the shell, recursive_triggers is off, so that INSERT OR REPLACE fires no guard on DELETE.
PostgreSQL lacks this statement, and its upsert fires guards on UPDATE.
"""

import pytest
from django.db import IntegrityError, connection

from core.models import Event
from people.models import User
from tests.factories import AgreementFactory, ErasureFactory, SignatureFactory, SiteFactory
from tests.law import refused, replace, run
from tests.visits import undone

pytestmark = [pytest.mark.django_db, pytest.mark.engine]


@pytest.fixture(autouse=True)
def _plain_shell(db):
    def recursive(word):
        if connection.vendor == "sqlite":
            with connection.cursor() as cursor:
                cursor.execute(f"PRAGMA recursive_triggers = {word}")

    recursive("OFF")
    yield
    recursive("ON")


def event():
    return Event.objects.record("site.added", SiteFactory(), by=User.objects.system())


def test_append_only_rows_are_not_replaced_by_insert_or_replace():
    for make, changes, rule in (
        (event, {"kind": "site.changed"}, "core_event_append_only"),
        (SignatureFactory, {"sha256": "f" * 64}, "loans_signature_append_only"),
        (ErasureFactory, {"result": "failed"}, "inventory_erasure_append_only"),
    ):
        with undone():
            row = make()
            with refused(rule):
                replace(row, **changes)
            assert type(row).objects.filter(pk=row.pk, **changes).count() == 0, (
                make,
                changes,
                rule,
            )


def test_a_signed_agreement_is_not_replaced_by_any_of_its_keys():
    for same in ("id", "number", "token", "loan_id"):
        with undone():
            agreement = AgreementFactory(signed=True)
            other = {"id": 10**6, "number": "A99-00001", "token": "f" * 32, "sha256": "f" * 64}
            if same == "loan_id":
                other["loan_id"] = agreement.loan_id
            else:
                other |= {same: getattr(agreement, same), "loan_id": AgreementFactory().loan_id}

            with pytest.raises(IntegrityError):
                replace(agreement, **other)


def test_a_signature_is_not_replaced_by_another_of_the_same_person():
    with refused("loans_signature_once"):
        replace(SignatureFactory(), id=10**6, sha256="f" * 64)


def test_an_update_cannot_take_the_key_of_an_append_only_row():
    for same in ("id", "number", "token"):
        with undone():
            first, other = AgreementFactory(signed=True), AgreementFactory()
            or_replace = "OR REPLACE" if connection.vendor == "sqlite" else ""
            sql = f'UPDATE {or_replace} loans_agreement SET "{same}" = %s WHERE id = %s'

            with pytest.raises(IntegrityError):
                run(sql, getattr(first, same), other.pk)
