"""Every rule stands in the database, has its sentence in both languages, and is tried somewhere."""

import re

import pytest
from django.apps import apps
from django.conf import settings
from django.db import IntegrityError, connection, models, transaction
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.utils import translation

from core import guards
from core.checks import guards_stand
from core.lives import Life
from core.operations import message_of
from inventory.models import Device
from tests.factories import DeviceFactory, SiteFactory
from tests.law import OURS, refused, rules, write

LONGEST_NAME_OF_POSTGRESQL = 63


def test_every_rule_is_tried_past_the_code():
    """A constraint or a guard without a test that the database refuses is a hope."""
    tests = "".join(path.read_text() for path in (settings.BASE_DIR / "tests").rglob("*.py"))
    tried = set(re.findall(r'"(\w+)"', tests))

    assert sorted(set(rules()) - tried) == []


@pytest.mark.parametrize("name", rules())
def test_every_rule_has_a_sentence_of_its_own(name):
    sentence = rules()[name].violation_error_message

    assert sentence != models.BaseConstraint.default_violation_error_message
    assert str(sentence).endswith(".")


def test_every_status_of_a_life_is_held_to_its_list():
    lives = [model for model in apps.get_models() if issubclass(model, Life)]
    unheld = [
        model.__name__
        for model in lives
        if not any(
            isinstance(rule, models.CheckConstraint)
            and rule.condition == models.Q(status__in=model.Status.values)
            for rule in model._meta.constraints
        )
    ]

    assert len(lives) > 8
    assert unheld == []


def test_what_is_frozen_cannot_be_written_anew():
    """SQLite's INSERT OR REPLACE is a DELETE and an INSERT: a frozen table guards its DELETE."""
    events = {}
    for guard, table in guards.every_guard():
        events.setdefault(table, set()).update(event.split()[0] for event in guard.on)

    assert [table for table, on in events.items() if "UPDATE" in on and "DELETE" not in on] == []


def test_money_and_counts_are_exact():
    inexact = [
        str(field)
        for app in OURS
        for model in app.get_models()
        for field in model._meta.local_fields
        if isinstance(field, models.FloatField)
    ]

    assert inexact == []
    assert settings.USE_TZ


@pytest.mark.django_db
def test_every_guard_stands():
    assert guards.missing_guards(connection) == []
    assert guards_stand(None, databases=["default"]) == []


@pytest.mark.django_db
def test_a_missing_guard_is_said():
    pair = next(
        (guard, table)
        for guard, table in guards.every_guard()
        if guard.name == "inventory_device_erasure_proven"
    )

    guards.lift(connection, [pair])

    names = ["inventory_device_erasure_proven_insert", "inventory_device_erasure_proven_update"]
    assert guards.missing_guards(connection) == names
    said = [f"{len(names)} guards are missing in default, such as {', '.join(names)}."]
    assert [warning.msg for warning in guards_stand(None, databases=["default"])] == said
    guards.lay(connection, [pair])
    assert guards.missing_guards(connection) == []


def test_every_trigger_has_a_name_that_is_its_own():
    names = [n for guard, _ in guards.every_guard() for n, *_ in guard.triggers("postgresql")]

    assert len(names) == len(set(names))
    assert [name for name in names if len(name) > LONGEST_NAME_OF_POSTGRESQL] == []


def test_what_reads_another_table_reads_it_by_its_index():
    """A plan made while the table was small is kept: ten thousand rows would each read it whole."""
    functions = [
        str(statement)
        for guard, table in guards.every_guard()
        for statement in guard.statements(table, "postgresql")
        if "SELECT" in str(statement)
    ]
    assert len(functions) > 20
    assert [text[:60] for text in functions if " SET enable_seqscan = off AS " not in text] == []


@pytest.mark.django_db(transaction=True)
def test_guards_stand_after_a_table_was_rebuilt():
    guards.lift_before_migrating("default")
    with connection.schema_editor() as editor:
        editor.alter_field(Device, *longer(Device._meta.get_field("asset_tag")))
    guards.lay_after_migrating("default")

    assert guards.missing_guards(connection) == []
    device = DeviceFactory()
    with refused("inventory_device_kept"):
        Device.objects.filter(pk=device.pk)._raw_delete("default")
    with refused("inventory_device_erasure_proven"):
        write(device, needs_erasure=False)


def longer(field):
    """The field as it is and ten characters longer."""
    other = field.clone()
    other.max_length = field.max_length + 10
    other.set_attributes_from_name(field.name)
    other.model = field.model
    return field, other


@pytest.mark.django_db(transaction=True)
def test_guards_stand_after_the_tables_were_emptied():
    """As each test that commits does at its end."""
    assert guards.missing_guards(connection) == []


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_sentence_of_a_unique_field_is_in_the_language_of_its_reader(language):
    SiteFactory(name="Rennes")
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        SiteFactory(name="Rennes")
    message = message_of(caught.value)

    with translation.override(language):
        expected = SiteFactory._meta.model._meta.get_field("name").error_messages["unique"]
        assert str(message).split()[-1] == str(expected).split()[-1]


@pytest.mark.django_db
def test_an_error_that_no_rule_of_ours_made_has_no_sentence():
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        write(SiteFactory(), name=None)

    assert message_of(caught.value) is None


@pytest.mark.django_db
def test_guards_wait_for_the_last_migration():
    """A guard may read a column of a migration to come: PostgreSQL then refuses to lay it."""
    guards.lift_before_migrating("default")
    lifted = guards.missing_guards(connection)
    recorder = MigrationRecorder(connection)
    last = dict(MigrationLoader(connection).graph.leaf_nodes())["loans"]
    recorder.record_unapplied("loans", last)

    guards.lay_after_migrating("default")
    assert guards.missing_guards(connection) == lifted != []

    recorder.record_applied("loans", last)
    guards.lay_after_migrating("default")
    assert guards.missing_guards(connection) == []
