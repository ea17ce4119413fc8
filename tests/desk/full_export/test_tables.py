"""Exported tables: every column with its meaning, no secret, no formula."""

import pytest
from django.apps import apps
from django.db import connection
from django.db.models import BinaryField, FileField
from django.utils import translation

from core.lists.spreadsheets import rearm
from desk.full_export import dictionary, exclusions
from desk.full_export.tables import cell, fields_of, models


@pytest.mark.django_db
def test_every_table_and_column_is_exported_or_named_with_the_reason():
    tables = set(connection.introspection.table_names())
    exported = {
        model._meta.db_table for model in [*models(), *map(apps.get_model, exclusions.TABLES)]
    }
    assert tables - exported <= set(exclusions.WITHOUT_MODEL)
    with connection.cursor() as cursor:
        for model in models():
            table = model._meta.db_table
            cursor.execute(f'SELECT * FROM "{table}" LIMIT 0')
            there = {column[0] for column in cursor.description}
            columns = {field.column for field in fields_of(model)}
            named = {dictionary.place_of(label) for label in exclusions.COLUMNS}
            assert there - columns == {column for name, column in named if name == table}, table


def test_possible_secrets_are_excluded_or_declared_harmless():
    """A new column that may be a secret by name or type is excluded until declared harmless."""
    assert exclusions.NOT_SECRET
    for model in models():
        for field in fields_of(model):
            label = f"{model._meta.label}.{field.name}"
            looks = isinstance(field, BinaryField) or exclusions.MAY_BE_SECRET.search(field.name)
            assert not looks or label in exclusions.NOT_SECRET, label
            assert not isinstance(field, FileField), label
    for label in [*exclusions.COLUMNS, *exclusions.NOT_SECRET]:
        assert dictionary.place_of(label)[1]


def test_every_column_has_a_meaning_in_both_languages():
    for language in ("fr", "en"):
        with translation.override(language):
            lines = list(dictionary.rows())
            assert not [line for line in lines if not line[5]]
    made_up = [
        f"{model._meta.label}.{field.name}"
        for model in models()
        for field in fields_of(model)
        if dictionary.is_made_up(field) and not dictionary.label_of(field)
    ]
    assert made_up == []


def test_spreadsheet_formulas_are_escaped_and_can_be_restored():
    for text in ("=1+1", "+33", "-x", "@a", "'=quoted", " =spaced", "plain", ""):
        assert not cell(text).lstrip().startswith(("=", "+", "-", "@")), text
        assert rearm(cell(text)) == text
    assert [cell(value) for value in (-5, None, True, 1.5)] == ["-5", "", "true", "1.5"]
