"""A column only holds values of its type, even on SQLite, which natively takes any text."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import DataError, IntegrityError, connection, models, transaction

from core.workflow.operations import NOT_NEGATIVE
from tests.factories import LoanFactory, LoanItemFactory
from tests.law import OURS, refused_as, run, write
from tests.visits import undone

pytestmark = [pytest.mark.django_db, pytest.mark.engine]
WRONG = [
    ("loans_loan", "due_on", "demain"),
    ("loans_loan", "due_on", "2026-02-31"),
    ("loans_loan", "due_on", "2026-2-3 "),
    ("loans_loan", "sale_price", "ten"),
    ("loans_loan", "created_at", "zzz"),
    ("loans_loan", "created_at", "2026-13-01 10:00:00"),
    ("loans_loan", "created_at", "2026-01-01 10:00:00.1x"),
    ("loans_loanitem", "quantity_back", "abc"),
    ("people_user", "is_active", "7"),
]
# PostgreSQL converts or rounds these.
WRONG_ON_SQLITE = [
    ("loans_loan", "created_at", "2026-01-01 10:00:00-12:00"),
    ("loans_loan", "due_on", 20260101),
    ("loans_loan", "sale_price", 0.30000000000000004),
    ("loans_loanitem", "quantity_back", 2.5),
    ("loans_loanitem", "quantity_back", "2.5"),
]


def test_a_column_refuses_values_of_another_type():
    for table, column, value in WRONG + (WRONG_ON_SQLITE if connection.vendor == "sqlite" else []):
        with undone():
            LoanItemFactory()
            LoanFactory(gift=True)
            sql = f"UPDATE {table} SET {column} = %s"
            with pytest.raises((IntegrityError, DataError)) as caught, transaction.atomic():
                run(sql, value)
            assert (
                "CHECK constraint failed" in str(caught.value) or connection.vendor == "postgresql"
            ), (table, column, value)


def test_a_fraction_in_an_integer_column_has_a_sentence():
    item = LoanItemFactory(of_accessories=True)
    with refused_as(NOT_NEGATIVE) if connection.vendor == "sqlite" else transaction.atomic():
        run("UPDATE loans_loanitem SET quantity = 1.4 WHERE id = %s", item.pk)


def test_datetimes_round_trip_with_their_microseconds():
    for second in (0, 59):
        for microsecond in (0, 1, 499_999, 500_000, 999_499, 999_500, 999_999):
            with undone():
                loan = LoanFactory()
                for day in (
                    datetime(1999, 12, 31, 23, 59, tzinfo=UTC),
                    datetime(2040, 2, 29, tzinfo=UTC),
                ):
                    moment = day + timedelta(seconds=second, microseconds=microsecond)
                    write(loan, created_at=moment)
                    loan.refresh_from_db()
                    assert loan.created_at == moment, (second, microsecond)


def test_every_column_of_a_type_has_its_check():
    checked_fields = (
        models.IntegerField,
        models.BooleanField,
        models.DateField,
        models.DateTimeField,
        models.DecimalField,
    )
    loose = [
        str(field)
        for app in OURS
        for model in app.get_models()
        for field in model._meta.local_fields
        if isinstance(field, checked_fields)
        and not field.primary_key
        and not field.db_check(connection)
    ]
    assert loose == [] or connection.vendor == "postgresql"
